//! AppArmor profiles: fields, the annotations that came before them, and whether the two agree.

use std::collections::HashSet;

use k8s_openapi::api::core::v1::AppArmorProfile;

use super::pod_defaults::PodDefaults;
use crate::validity::FieldErrors;
use crate::yaml::Path;

const TYPES: [&str; 3] = ["Localhost", "RuntimeDefault", "Unconfined"];
/// The annotation for one container, whose name follows.
const CONTAINER: &str = "container.apparmor.security.beta.kubernetes.io/";
/// The maximum length of a path in the kernel, in bytes.
const LONGEST: usize = 4095;

/// `ValidateAppArmorProfileField`.
pub(super) fn check(profile: Option<&AppArmorProfile>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(profile) = profile else { return };
    let kind = profile.type_.as_str();
    if errors.present(&path.field("type"), kind, "write one of `Localhost`, `RuntimeDefault`, `Unconfined`") {
        errors.supported(&path.field("type"), kind, &TYPES);
    }
    let path = path.field("localhostProfile");
    match (kind, profile.localhost_profile.as_deref()) {
        ("Localhost", None | Some("")) => {
            errors.required(&path, "name a profile that is loaded on the node");
        }
        ("Localhost", Some(name)) => {
            if name.trim() != name {
                let help = format!("write `{}`", name.trim());
                errors.invalid(&path, name, "begins or ends with white space", help);
            }
            if name.len() > LONGEST {
                errors.too_long(&path, LONGEST);
            }
        }
        ("RuntimeDefault" | "Unconfined", Some(name)) => {
            errors.invalid(&path, name, "is for `type: Localhost` only", "remove it, or write `type: Localhost`");
        }
        _ => {}
    }
}

/// `ValidateAppArmorPodAnnotations`; `path` is the annotations'.
pub(super) fn check_annotations(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let annotations = defaults.metadata.annotations.iter().flatten();
    let mut annotations = annotations.filter(|(key, _)| key.starts_with(CONTAINER)).peekable();
    if annotations.peek().is_none() {
        return;
    }
    let mut names = HashSet::new();
    defaults.each_container(&Path::ROOT, |container, _| {
        names.insert(container.name.clone());
    });
    for (key, profile) in annotations {
        let path = path.key(key);
        let name = &key[CONTAINER.len()..];
        if !names.contains(name) {
            let help = "end the annotation's key with the name of a container";
            errors.invalid(&path, name, "is not a container of the Pod", help);
        }
        let known = matches!(profile.as_str(), "" | "runtime/default" | "unconfined");
        if !known && !profile.starts_with("localhost/") {
            let help =
                "write `runtime/default`, `unconfined` or `localhost/` and a name; better, set `appArmorProfile`";
            errors.invalid(&path, profile, "is not an AppArmor profile", help);
        }
    }
}

/// The field that an annotation stands for. `ApparmorFieldForAnnotation`.
fn as_field(annotation: &str) -> Option<AppArmorProfile> {
    let profile = |kind: &str, file: Option<&str>| AppArmorProfile {
        type_: kind.to_owned(),
        localhost_profile: file.map(str::to_owned),
    };
    match annotation {
        "unconfined" => Some(profile("Unconfined", None)),
        "runtime/default" => Some(profile("RuntimeDefault", None)),
        other => {
            let file = other.strip_prefix("localhost/").filter(|file| !file.is_empty())?;
            // A field that is no good is not set.
            (file.trim() == file && file.len() <= LONGEST).then(|| profile("Localhost", Some(file)))
        }
    }
}

/// `validateAppArmorAnnotationsAndFieldsMatchOnCreate`; `path` is the spec's. In a Pod, a container with an annotation
/// and no field has first got the field that the annotation stands for. `applyAppArmorVersionSkew`.
pub(super) fn check_annotations_agree(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let mut keys = defaults.metadata.annotations.iter().flatten().map(|(key, _)| key);
    if defaults.is_windows() || !keys.any(|key| key.starts_with(CONTAINER)) {
        return;
    }
    let of_pod = defaults.spec.security_context.as_ref().and_then(|context| context.app_armor_profile.as_ref());
    defaults.each_container(path, |container, path| {
        let Some(annotation) = defaults.annotation(&format!("{CONTAINER}{}", container.name)) else { return };
        let own = container.security_context.as_ref().and_then(|context| context.app_armor_profile.as_ref());
        if own.is_none() && defaults.is_pod && as_field(annotation).is_some() {
            return;
        }
        if let Some(profile) = own.or(of_pod) {
            check_agree(annotation, profile, &path.field("securityContext.appArmorProfile"), errors);
        }
    });
}

fn check_agree(annotation: &str, profile: &AppArmorProfile, path: &Path<'_>, errors: &mut FieldErrors) {
    let localhost = annotation.strip_prefix("localhost/");
    let field = match profile.type_.as_str() {
        "Unconfined" if annotation != "unconfined" => "type",
        "RuntimeDefault" if annotation != "runtime/default" => "type",
        "Localhost" if localhost.is_none() => "type",
        "Localhost" if localhost != profile.localhost_profile.as_deref() => "localhostProfile",
        _ => return,
    };
    let why = format!("the annotation says `{annotation}`, the field another profile");
    errors.forbidden(&path.field(field), why, "take the annotation out; the field does the same");
}
