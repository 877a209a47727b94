//! The pod spec: the order in which its parts are judged, and the plain fields.
//!
//! Source: `ValidatePodSpec` in `pkg/apis/core/validation/validation.go`.

use super::pod_defaults::PodDefaults;
use super::{
    affinity, claim, container, ephemeral, init, network, os, pod_resources, port, security, spread, toleration,
    volume, windows,
};
use crate::validity::{FieldErrors, content, metadata};
use crate::yaml::Path;

const RESTART_POLICIES: [&str; 3] = ["Always", "OnFailure", "Never"];
const PREEMPTION_POLICIES: [&str; 2] = ["PreemptLowerPriority", "Never"];

/// `ValidatePodSpec`.
pub(super) fn check(defaults: &mut PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    volume::check_all(defaults, &path.field("volumes"), errors);
    let defaults = &*defaults;
    claim::check_all(defaults, &path.field("resourceClaims"), errors);
    container::check_all(defaults, &path.field("containers"), errors);
    init::check_all(defaults, &path.field("initContainers"), errors);
    ephemeral::check_all(defaults, &path.field("ephemeralContainers"), errors);
    pod_resources::check(defaults, path, errors);
    port::check_host_network(defaults, path, errors);
    errors.supported_or_empty(&path.field("restartPolicy"), defaults.spec.restart_policy.as_deref(), &RESTART_POLICIES);
    network::check_dns_policy(defaults, path, errors);
    metadata::check_labels(defaults.spec.node_selector.as_ref(), &path.field("nodeSelector"), errors);
    security::check_pod(defaults, path, errors);
    affinity::check(defaults, &path.field("affinity"), errors);
    network::check_dns_config(defaults, &path.field("dnsConfig"), errors);
    check_gates(defaults, path, errors);
    spread::check_all(defaults, &path.field("topologySpreadConstraints"), errors);
    windows::check_host_process(defaults, path, errors);
    security::check_host_users(defaults, path, errors);
    network::check_hostname_override(defaults, path, errors);
    check_names(defaults, path, errors);
    toleration::check_all(defaults.spec.tolerations.as_deref().unwrap_or_default(), &path.field("tolerations"), errors);
    network::check_host_aliases(defaults, &path.field("hostAliases"), errors);
    check_priority(defaults, path, errors);
    os::check(defaults, path, errors);
    volume::check_env_files(defaults, path, errors);
}

/// `validateReadinessGates`, `validateSchedulingGates`.
fn check_gates(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let list = path.field("readinessGates");
    for (index, gate) in defaults.spec.readiness_gates.iter().flatten().enumerate() {
        let error = content::qualified_name(&gate.condition_type);
        errors.content(&list.index(index).field("conditionType"), &gate.condition_type, error);
    }
    let list = path.field("schedulingGates");
    let mut seen = std::collections::HashSet::new();
    for (index, gate) in defaults.spec.scheduling_gates.iter().flatten().enumerate() {
        let place = list.index(index);
        errors.content(&place, &gate.name, content::qualified_name(&gate.name));
        if !seen.insert(gate.name.as_str()) {
            errors.duplicate(&place, &gate.name, "name each scheduling gate once");
        }
    }
}

fn filled(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}

/// Names of other objects, and the deadline, in the order of `ValidatePodSpec`.
fn check_names(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let spec = defaults.spec;
    // The deprecated alias counts where the name itself is missing, and is reported under the name.
    let account = [("serviceAccountName", &spec.service_account_name), ("serviceAccount", &spec.service_account)];
    if let Some((field, name)) = account.into_iter().find_map(|(field, name)| Some((field, filled(name.as_ref())?))) {
        let (path, place) = (path.field("serviceAccountName"), path.field(field));
        errors.content_at(&path, &place, name, content::dns_subdomain(name));
    }
    if let Some(name) = filled(spec.node_name.as_ref()) {
        errors.content(&path.field("nodeName"), name, content::dns_subdomain(name));
    }
    if let Some(seconds) = spec.active_deadline_seconds {
        let error = content::in_range(seconds, 1, i64::from(i32::MAX));
        errors.content(&path.field("activeDeadlineSeconds"), seconds, error);
    }
    for (field, name) in [("hostname", &spec.hostname), ("subdomain", &spec.subdomain)] {
        if let Some(name) = filled(name.as_ref()) {
            errors.content(&path.field(field), name, content::dns_label(name));
        }
    }
}

/// Priority, runtime class, preemption and overhead.
fn check_priority(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let spec = defaults.spec;
    if let Some(name) = filled(spec.priority_class_name.as_ref()) {
        errors.content(&path.field("priorityClassName"), name, content::dns_subdomain(name));
    }
    if let Some(name) = &spec.runtime_class_name {
        errors.content(&path.field("runtimeClassName"), name, content::dns_subdomain(name));
    }
    match spec.preemption_policy.as_deref() {
        Some("") => {
            errors.required(&path.field("preemptionPolicy"), "write `PreemptLowerPriority` or `Never`, or take it out");
        }
        Some(policy) => errors.supported(&path.field("preemptionPolicy"), policy, &PREEMPTION_POLICIES),
        None => {}
    }
    if let Some(overhead) = &spec.overhead {
        super::resources::check_overhead(overhead, &path.field("overhead"), errors);
    }
}
