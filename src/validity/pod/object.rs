//! A Pod, and the template of one in any controller.

use k8s_openapi::api::core::v1::{Pod, PodSpec, PodTemplateSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::pod_defaults::PodDefaults;
use super::{admission, annotations, apparmor, container, seccomp, spec};
use crate::validity::FieldErrors;
use crate::validity::metadata::{self, Scope};
use crate::yaml::Path;

/// Checks a Pod as the API server does. `ValidatePodCreate`, and the admission plugins that need no other
/// object.
pub fn check(pod: &Pod, errors: &mut FieldErrors) {
    let empty = PodSpec::default();
    let mut defaults = PodDefaults::new(pod.spec.as_ref().unwrap_or(&empty), &pod.metadata, true);
    let meta = Path::ROOT.field("metadata");
    let path = Path::ROOT.field("spec");
    metadata::check(&pod.metadata, Scope::Namespaced, metadata::subdomain_name, &meta, errors);
    annotations::check(&defaults, &meta.field("annotations"), errors);
    spec::check(&mut defaults, &path, errors);
    check_images(&defaults, &path, errors);
    if !defaults.ephemeral.is_empty() {
        let help = "take `ephemeralContainers` out; `kubectl debug` adds them to a running Pod";
        errors.forbidden(&path.field("ephemeralContainers"), "a new Pod cannot have ephemeral containers", help);
    }
    let gated = defaults.spec.scheduling_gates.as_ref().is_some_and(|gates| !gates.is_empty());
    if gated && defaults.spec.node_name.as_ref().is_some_and(|name| !name.is_empty()) {
        let why = "`nodeName` skips the scheduler, which `schedulingGates` hold back";
        errors.forbidden(&path.field("nodeName"), why, "take `nodeName` or `schedulingGates` out");
    }
    seccomp::check_annotations_agree(&defaults, &path, errors);
    apparmor::check_annotations_agree(&defaults, &path, errors);
    admission::check(&defaults, &path, errors);
}

/// Checks a pod template as the API server does; `path` is the template's. `ValidatePodTemplateSpec`.
pub fn check_template(template: &PodTemplateSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let (no_spec, no_meta) = (PodSpec::default(), ObjectMeta::default());
    let meta = template.metadata.as_ref().unwrap_or(&no_meta);
    let mut defaults = PodDefaults::new(template.spec.as_ref().unwrap_or(&no_spec), meta, false);
    let meta_path = path.field("metadata");
    // The server leaves `metadata` out of these paths.
    let (labels, annotations) = (path.field("labels"), path.field("annotations"));
    let before = errors.len();
    metadata::check_labels(meta.labels.as_ref(), &labels, errors);
    metadata::check_annotations(meta.annotations.as_ref(), &annotations, errors);
    annotations::check(&defaults, &annotations, errors);
    errors.move_places(before, path, &meta_path);
    let spec_path = path.field("spec");
    spec::check(&mut defaults, &spec_path, errors);
    seccomp::check_annotations_agree(&defaults, &spec_path, errors);
    apparmor::check_annotations_agree(&defaults, &spec_path, errors);
    if !defaults.ephemeral.is_empty() {
        let help = "take `ephemeralContainers` out; `kubectl debug` adds them to a running Pod";
        errors.forbidden(&spec_path.field("ephemeralContainers"), "a template cannot have ephemeral containers", help);
    }
}

/// `validateContainersOnlyForPod`; ephemeral containers see to it themselves.
fn check_images(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let lists =
        [("containers", Some(&defaults.spec.containers)), ("initContainers", defaults.spec.init_containers.as_ref())];
    for (field, containers) in lists {
        let list = path.field(field);
        for (index, container) in containers.into_iter().flatten().enumerate() {
            container::check_image(container.image.as_deref().unwrap_or_default(), &list.index(index), errors);
        }
    }
}
