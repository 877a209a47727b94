//! Seccomp profiles: fields, the annotations that came before them, and whether the two agree.

use k8s_openapi::api::core::v1::SeccompProfile;

use super::pod_defaults::PodDefaults;
use crate::validity::{FieldErrors, content};
use crate::yaml::Path;

const TYPES: [&str; 3] = ["Localhost", "RuntimeDefault", "Unconfined"];
/// The annotation for all containers.
const POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
/// The annotation for one container, whose name follows.
const CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";

/// `validateSeccompProfileField`.
pub(super) fn check(profile: Option<&SeccompProfile>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(profile) = profile else { return };
    let kind = profile.type_.as_str();
    if errors.present(&path.field("type"), kind, "write one of `Localhost`, `RuntimeDefault`, `Unconfined`") {
        errors.supported(&path.field("type"), kind, &TYPES);
    }
    let path = path.field("localhostProfile");
    match profile.localhost_profile.as_deref() {
        None if kind == "Localhost" => {
            errors.required(&path, "name the profile's file on the node, such as `profiles/audit.json`");
        }
        Some(file) if kind == "Localhost" => {
            errors.content(&path, file, content::descending_path(file));
        }
        Some(file) => {
            errors.invalid(&path, file, "is for `type: Localhost` only", "remove it, or write `type: Localhost`");
        }
        None => {}
    }
}

/// `ValidateSeccompPodAnnotations`; `path` is the annotations'.
pub(super) fn check_annotations(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    for (key, profile) in defaults.metadata.annotations.iter().flatten() {
        if key == POD || key.starts_with(CONTAINER) {
            let before = errors.len();
            check_annotation(profile, &path.field(key), errors);
            errors.move_places(before, &path.field(key), &path.key(key));
        }
    }
}

/// `ValidateSeccompProfile`.
fn check_annotation(profile: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if matches!(profile, "runtime/default" | "docker/default" | "unconfined") {
        return;
    }
    if let Some(file) = profile.strip_prefix("localhost/") {
        errors.content(path, file, content::descending_path(file));
        return;
    }
    let help = "write `runtime/default`, `unconfined` or `localhost/` and a file; better, set `seccompProfile`";
    errors.invalid(path, profile, "is not a seccomp profile", help);
}

/// `validateSeccompAnnotationsAndFields`; `path` is the spec's.
pub(super) fn check_annotations_agree(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    if defaults.metadata.annotations.is_none() {
        return;
    }
    let of_pod = defaults.spec.security_context.as_ref().and_then(|context| context.seccomp_profile.as_ref());
    if let (Some(profile), Some(annotation)) = (of_pod, defaults.annotation(POD)) {
        check_agree(annotation, profile, &path.field("securityContext.seccompProfile"), errors);
    }
    defaults.each_container(path, |container, path| {
        let profile = container.security_context.as_ref().and_then(|context| context.seccomp_profile.as_ref());
        if let Some(profile) = profile
            && let Some(annotation) = defaults.annotation(&format!("{CONTAINER}{}", container.name))
        {
            check_agree(annotation, profile, &path.field("securityContext.seccompProfile"), errors);
        }
    });
}

/// `validateSeccompAnnotationsAndFieldsMatch`.
fn check_agree(annotation: &str, profile: &SeccompProfile, path: &Path<'_>, errors: &mut FieldErrors) {
    let localhost = annotation.strip_prefix("localhost/");
    let field = match profile.type_.as_str() {
        "Unconfined" if annotation != "unconfined" => "type",
        "RuntimeDefault" if !matches!(annotation, "runtime/default" | "docker/default") => "type",
        "Localhost" if localhost.is_none() => "type",
        "Localhost" if localhost != profile.localhost_profile.as_deref() => "localhostProfile",
        _ => return,
    };
    let why = format!("the annotation says `{annotation}`, the field another profile");
    errors.forbidden(&path.field(field), why, "take the annotation out; the field does the same");
}
