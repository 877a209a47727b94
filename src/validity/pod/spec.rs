//! The pod spec: the order in which its parts are judged, and the plain fields.
//!
//! Source: `ValidatePodSpec` in `pkg/apis/core/validation/validation.go`.

use super::whole::Whole;
use super::{
    affinity, claim, container, ephemeral, init, network, os, pod_resources, port, security, spread, toleration,
    volume, windows,
};
use crate::validity::{Faults, content, metadata};
use crate::yaml::Path;

const RESTART_POLICIES: [&str; 3] = ["Always", "OnFailure", "Never"];
const PREEMPTION_POLICIES: [&str; 2] = ["PreemptLowerPriority", "Never"];

/// `ValidatePodSpec`.
pub(super) fn check(whole: &mut Whole<'_>, path: &Path<'_>, faults: &mut Faults) {
    volume::check_all(whole, &path.field("volumes"), faults);
    let whole = &*whole;
    claim::check_all(whole, &path.field("resourceClaims"), faults);
    container::check_all(whole, &path.field("containers"), faults);
    init::check_all(whole, &path.field("initContainers"), faults);
    ephemeral::check_all(whole, &path.field("ephemeralContainers"), faults);
    pod_resources::check(whole, path, faults);
    port::check_host_network(whole, path, faults);
    check_enum(whole.spec.restart_policy.as_deref(), &path.field("restartPolicy"), &RESTART_POLICIES, faults);
    network::check_dns_policy(whole, path, faults);
    metadata::check_labels(whole.spec.node_selector.as_ref(), &path.field("nodeSelector"), faults);
    security::check_pod(whole, path, faults);
    affinity::check(whole, &path.field("affinity"), faults);
    network::check_dns_config(whole, &path.field("dnsConfig"), faults);
    check_gates(whole, path, faults);
    spread::check_all(whole, &path.field("topologySpreadConstraints"), faults);
    windows::check_host_process(whole, path, faults);
    security::check_host_users(whole, path, faults);
    network::check_hostname_override(whole, path, faults);
    check_names(whole, path, faults);
    toleration::check_all(whole.spec.tolerations.as_deref().unwrap_or_default(), &path.field("tolerations"), faults);
    network::check_host_aliases(whole, &path.field("hostAliases"), faults);
    check_priority(whole, path, faults);
    os::check(whole, path, faults);
    volume::check_env_files(whole, path, faults);
}

/// A text that is one of a few, where it is not empty: the default stands for an empty one.
pub(super) fn check_enum(value: Option<&str>, path: &Path<'_>, allowed: &[&str], faults: &mut Faults) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        faults.supported(path, value, allowed);
    }
}

/// `validateReadinessGates`, `validateSchedulingGates`.
fn check_gates(whole: &Whole<'_>, path: &Path<'_>, faults: &mut Faults) {
    let list = path.field("readinessGates");
    for (index, gate) in whole.spec.readiness_gates.iter().flatten().enumerate() {
        let complaint = content::qualified_name(&gate.condition_type);
        faults.content(&list.index(index).field("conditionType"), &gate.condition_type, complaint);
    }
    let list = path.field("schedulingGates");
    let mut seen = std::collections::HashSet::new();
    for (index, gate) in whole.spec.scheduling_gates.iter().flatten().enumerate() {
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
fn check_names(whole: &Whole<'_>, path: &Path<'_>, faults: &mut Faults) {
    let spec = whole.spec;
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
        let complaint = content::in_range(seconds, 1, i64::from(i32::MAX));
        faults.content(&path.field("activeDeadlineSeconds"), seconds, complaint);
    }
    for (field, name) in [("hostname", &spec.hostname), ("subdomain", &spec.subdomain)] {
        if let Some(name) = filled(name.as_ref()) {
            faults.content(&path.field(field), name, content::dns_label(name));
        }
    }
}

/// Priority, runtime class, preemption and overhead.
fn check_priority(whole: &Whole<'_>, path: &Path<'_>, faults: &mut Faults) {
    let spec = whole.spec;
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
