//! Ephemeral containers. No manifest may create them, but the server says what else is wrong with them too.

use std::collections::HashSet;

use k8s_openapi::api::core::v1::Container;

use super::container;
use super::pod_defaults::PodDefaults;
use crate::validity::FieldErrors;
use crate::yaml::Path;

/// `validateEphemeralContainers`.
pub(super) fn check_all(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(containers) = &defaults.spec.ephemeral_containers else { return };
    let init = defaults.spec.init_containers.iter().flatten();
    let others: HashSet<&str> = defaults.spec.containers.iter().chain(init).map(|other| other.name.as_str()).collect();
    let mut names = others.clone();
    for (index, (debug, common)) in containers.iter().zip(&defaults.ephemeral).enumerate() {
        let path = path.index(index);
        container::check_common(common, defaults, &path, errors);
        container::check_image(common.image.as_deref().unwrap_or_default(), &path, errors);
        if !names.insert(&debug.name) && !debug.name.is_empty() {
            errors.duplicate(&path.field("name"), &debug.name, "give each container of the Pod a name of its own");
        }
        let target = debug.target_container_name.as_deref().unwrap_or_default();
        if !target.is_empty() && !others.contains(target) {
            let help = "name a container of the Pod";
            errors.not_found(&path.field("targetContainerName"), target, "container", help);
        }
        check_fields(common, &path, errors);
        check_mounts(common, &path.field("volumeMounts"), errors);
    }
}

/// `allowedEphemeralContainerFields`: what is set and not in that list. An empty list counts as set.
fn check_fields(container: &Container, path: &Path<'_>, errors: &mut FieldErrors) {
    let resources = container.resources.as_ref();
    let fields = [
        ("ports", container.ports.is_some()),
        ("resources", resources.is_some_and(|r| r.claims.is_some() || r.limits.is_some() || r.requests.is_some())),
        ("resizePolicy", container.resize_policy.is_some()),
        ("restartPolicy", container.restart_policy.is_some()),
        ("restartPolicyRules", container.restart_policy_rules.is_some()),
        ("livenessProbe", container.liveness_probe.is_some()),
        ("readinessProbe", container.readiness_probe.is_some()),
        ("startupProbe", container.startup_probe.is_some()),
        ("lifecycle", super::probe::has_lifecycle(container)),
    ];
    for (field, _) in fields.into_iter().filter(|&(_, present)| present) {
        errors.forbidden(&path.field(field), format!("an ephemeral container has no `{field}`"), "take it out");
    }
}

fn check_mounts(container: &Container, path: &Path<'_>, errors: &mut FieldErrors) {
    for (index, mount) in container.volume_mounts.iter().flatten().enumerate() {
        let path = path.index(index);
        for (field, value) in [("subPath", &mount.sub_path), ("subPathExpr", &mount.sub_path_expr)] {
            if value.as_ref().is_some_and(|value| !value.is_empty()) {
                let why = format!("an ephemeral container has no `{field}`");
                errors.forbidden(&path.field(field), why, "mount the whole volume");
            }
        }
    }
}
