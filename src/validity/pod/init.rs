//! Init containers, and among them native sidecars (`restartPolicy: Always`).

use std::collections::HashSet;

use k8s_openapi::api::core::v1::Container;

use super::pod_defaults::PodDefaults;
use super::{container, port, probe, restart};
use crate::validity::FieldErrors;
use crate::yaml::Path;

/// `validateInitContainers`.
pub(super) fn check_all(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let mut names: HashSet<&str> = defaults.spec.containers.iter().map(|container| container.name.as_str()).collect();
    for (index, init) in defaults.spec.init_containers.iter().flatten().enumerate() {
        let own = path.index(index);
        container::check_common(init, defaults, &own, errors);
        restart::check_init(init, &own, errors);
        if !names.insert(init.name.as_str()) && !init.name.is_empty() {
            errors.duplicate(&own.field("name"), &init.name, "give each container of the Pod a name of its own");
        }
        // Init containers run one by one, so that each is judged alone; the server counts it as the first.
        let before = errors.len();
        port::check_host_ports(std::slice::from_ref(init), defaults, path, errors);
        errors.move_places(before, &path.index(0), &own);
        if init.restart_policy.as_deref() == Some("Always") {
            probe::check_lifecycle(init.lifecycle.as_ref(), defaults, &own.field("lifecycle"), errors);
            probe::check_all(init, &own, errors);
        } else {
            check_plain(init, &own, errors);
        }
    }
}

/// Refuses fields that only a native sidecar may have.
fn check_plain(init: &Container, path: &Path<'_>, errors: &mut FieldErrors) {
    let help = "remove it, or make the container a native sidecar with `restartPolicy: Always`";
    let fields = [
        ("lifecycle", probe::has_lifecycle(init)),
        ("livenessProbe", init.liveness_probe.is_some()),
        ("readinessProbe", init.readiness_probe.is_some()),
        ("startupProbe", init.startup_probe.is_some()),
    ];
    for (field, _) in fields.into_iter().filter(|&(_, present)| present) {
        let why = format!("an init container that runs to completion has no `{field}`");
        errors.forbidden(&path.field(field), why, help);
    }
    let list = path.field("resizePolicy");
    for (index, policy) in init.resize_policy.iter().flatten().enumerate() {
        if policy.restart_policy == "RestartContainer" {
            let why = "is not for an init container that runs to its end";
            let help = "write `restartPolicy: NotRequired`";
            errors.invalid(&list.index(index).field("restartPolicy"), "RestartContainer", why, help);
        }
    }
}
