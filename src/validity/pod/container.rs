//! Conditions on every container, and those on the ordinary ones besides.

use std::collections::HashSet;

use k8s_openapi::api::core::v1::Container;

use super::pod_defaults::PodDefaults;
use super::{devices, env, mount, port, probe, resources, restart, security};
use crate::validity::{FieldErrors, content};
use crate::yaml::Path;

const MESSAGE_POLICIES: [&str; 2] = ["File", "FallbackToLogsOnError"];
/// The values of `imagePullPolicy`.
pub(super) const PULL_POLICIES: [&str; 3] = ["Always", "IfNotPresent", "Never"];

/// `validateContainers`.
pub(super) fn check_all(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let containers = &defaults.spec.containers;
    if containers.is_empty() {
        let help = "write at least one container: `containers: [{name: app, image: nginx:1.27}]`";
        errors.required(path, help);
        return;
    }
    let mut names = HashSet::new();
    for (index, container) in containers.iter().enumerate() {
        let path = path.index(index);
        check_common(container, defaults, &path, errors);
        if !names.insert(container.name.as_str()) && !container.name.is_empty() {
            errors.duplicate(&path.field("name"), &container.name, "give each container a name of its own");
        }
        probe::check_lifecycle(container.lifecycle.as_ref(), defaults, &path.field("lifecycle"), errors);
        probe::check_all(container, &path, errors);
        restart::check(container, &path, errors);
    }
    port::check_host_ports(containers, defaults, path, errors);
}

/// `validateContainerCommon`: init and ephemeral containers too.
pub(super) fn check_common(
    container: &Container,
    defaults: &PodDefaults<'_>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    if errors.present(&path.field("name"), &container.name, "give the container a name, such as `name: app`") {
        errors.content(&path.field("name"), &container.name, content::dns_label(&container.name));
    }
    let image = container.image.as_deref().unwrap_or_default();
    errors.present(&path.field("image"), image, "say which image the container runs, such as `image: nginx:1.27`");
    let policy = container.termination_message_policy.as_deref();
    errors.supported_or_empty(&path.field("terminationMessagePolicy"), policy, &MESSAGE_POLICIES);
    port::check_all(container, defaults, &path.field("ports"), errors);
    env::check_all(container.env.as_deref().unwrap_or_default(), &path.field("env"), errors);
    env::check_from(container.env_from.as_deref().unwrap_or_default(), &path.field("envFrom"), errors);
    mount::check_all(container, defaults, &path.field("volumeMounts"), errors);
    devices::check_all(container, defaults, &path.field("volumeDevices"), errors);
    let pull = container.image_pull_policy.as_deref();
    errors.supported_or_empty(&path.field("imagePullPolicy"), pull, &PULL_POLICIES);
    resources::check_container(container, defaults, &path.field("resources"), errors);
    restart::check_resize(container, defaults, &path.field("resizePolicy"), errors);
    security::check_container(container.security_context.as_ref(), defaults, &path.field("securityContext"), errors);
}

/// `validateContainerOnlyForPod`.
pub(super) fn check_image(image: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if image.trim() != image {
        let why = "begins or ends with white space";
        errors.invalid(&path.field("image"), image, why, format!("write `{}`", image.trim()));
    }
}
