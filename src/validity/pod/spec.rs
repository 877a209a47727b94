//! The pod spec: the order in which its parts are judged, and the plain fields.
//!
//! Source: `ValidatePodSpec` in `pkg/apis/core/validation/validation.go`.

use super::pod_defaults::PodDefaults;
use super::{
    affinity, claim, container, ephemeral, init, network, os, pod_resources, port, security, spread, toleration,
    volume, windows,
};
use crate::validity::{Faults, content, metadata};
use crate::yaml::Path;

const RESTART_POLICIES: [&str; 3] = ["Always", "OnFailure", "Never"];
const PREEMPTION_POLICIES: [&str; 2] = ["PreemptLowerPriority", "Never"];

/// `ValidatePodSpec`.
pub(super) fn check(defaults: &mut PodDefaults<'_>, path: &Path<'_>, faults: &mut Faults) {
    volume::check_all(defaults, &path.field("volumes"), faults);
    let defaults = &*defaults;
    claim::check_all(defaults, &path.field("resourceClaims"), faults);
    container::check_all(defaults, &path.field("containers"), faults);
    init::check_all(defaults, &path.field("initContainers"), faults);
    ephemeral::check_all(defaults, &path.field("ephemeralContainers"), faults);
    pod_resources::check(defaults, path, faults);
    port::check_host_network(defaults, path, faults);
    check_enum(defaults.spec.restart_policy.as_deref(), &path.field("restartPolicy"), &RESTART_POLICIES, faults);
    network::check_dns_policy(defaults, path, faults);
    metadata::check_labels(defaults.spec.node_selector.as_ref(), &path.field("nodeSelector"), faults);
    security::check_pod(defaults, path, faults);
    affinity::check(defaults, &path.field("affinity"), faults);
    network::check_dns_config(defaults, &path.field("dnsConfig"), faults);
    check_gates(defaults, path, faults);
    spread::check_all(defaults, &path.field("topologySpreadConstraints"), faults);
    windows::check_host_process(defaults, path, faults);
    security::check_host_users(defaults, path, faults);
    network::check_hostname_override(defaults, path, faults);
    check_names(defaults, path, faults);
    toleration::check_all(defaults.spec.tolerations.as_deref().unwrap_or_default(), &path.field("tolerations"), faults);
    network::check_host_aliases(defaults, &path.field("hostAliases"), faults);
    check_priority(defaults, path, faults);
    os::check(defaults, path, faults);
    volume::check_env_files(defaults, path, faults);
}

/// A text that is one of a few, where it is not empty: the default stands for an empty one.
pub(super) fn check_enum(value: Option<&str>, path: &Path<'_>, allowed: &[&str], faults: &mut Faults) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        faults.supported(path, value, allowed);
    }
}

/// `validateReadinessGates`, `validateSchedulingGates`.
fn check_gates(defaults: &PodDefaults<'_>, path: &Path<'_>, faults: &mut Faults) {
    let list = path.field("readinessGates");
    for (index, gate) in defaults.spec.readiness_gates.iter().flatten().enumerate() {
        let error = content::qualified_name(&gate.condition_type);
        faults.content(&list.index(index).field("conditionType"), &gate.condition_type, error);
    }
    let list = path.field("schedulingGates");
    let mut seen = std::collections::HashSet::new();
    for (index, gate) in defaults.spec.scheduling_gates.iter().flatten().enumerate() {
        let place = list.index(index);
        faults.content(&place, &gate.name, content::qualified_name(&gate.name));
        if !seen.insert(gate.name.as_str()) {
            faults.duplicate(&place, &gate.name, "name each scheduling gate once");
        }
    }
}

fn filled(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}

/// Names of other objects, and the deadline, in the order of `ValidatePodSpec`.
fn check_names(defaults: &PodDefaults<'_>, path: &Path<'_>, faults: &mut Faults) {
    let spec = defaults.spec;
    // The deprecated alias counts where the name itself is missing, and is reported under the name.
    let account = [("serviceAccountName", &spec.service_account_name), ("serviceAccount", &spec.service_account)];
    if let Some((field, name)) = account.into_iter().find_map(|(field, name)| Some((field, filled(name.as_ref())?))) {
        let (path, place) = (path.field("serviceAccountName"), path.field(field));
        faults.content_at(&path, &place, name, content::dns_subdomain(name));
    }
    if let Some(name) = filled(spec.node_name.as_ref()) {
        faults.content(&path.field("nodeName"), name, content::dns_subdomain(name));
    }
    if let Some(seconds) = spec.active_deadline_seconds {
        let error = content::in_range(seconds, 1, i64::from(i32::MAX));
        faults.content(&path.field("activeDeadlineSeconds"), seconds, error);
    }
    for (field, name) in [("hostname", &spec.hostname), ("subdomain", &spec.subdomain)] {
        if let Some(name) = filled(name.as_ref()) {
            faults.content(&path.field(field), name, content::dns_label(name));
        }
    }
}

/// Priority, runtime class, preemption and overhead.
fn check_priority(defaults: &PodDefaults<'_>, path: &Path<'_>, faults: &mut Faults) {
    let spec = defaults.spec;
    if let Some(name) = filled(spec.priority_class_name.as_ref()) {
        faults.content(&path.field("priorityClassName"), name, content::dns_subdomain(name));
    }
    if let Some(name) = &spec.runtime_class_name {
        faults.content(&path.field("runtimeClassName"), name, content::dns_subdomain(name));
    }
    match spec.preemption_policy.as_deref() {
        Some("") => {
            faults.required(&path.field("preemptionPolicy"), "write `PreemptLowerPriority` or `Never`, or take it out");
        }
        Some(policy) => faults.supported(&path.field("preemptionPolicy"), policy, &PREEMPTION_POLICIES),
        None => {}
    }
    if let Some(overhead) = &spec.overhead {
        super::resources::check_overhead(overhead, &path.field("overhead"), faults);
    }
}
