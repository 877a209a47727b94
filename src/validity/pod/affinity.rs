//! Affinity to nodes and other Pods.

use k8s_openapi::api::core::v1::{PodAffinityTerm, WeightedPodAffinityTerm};

use super::pod_defaults::PodDefaults;
use super::spread;
use crate::validity::{FieldErrors, content, node_selector, selector};
use crate::yaml::Path;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// `validateAffinity`.
pub(super) fn check(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(affinity) = &defaults.spec.affinity else { return };
    if let Some(nodes) = &affinity.node_affinity {
        let path = path.field("nodeAffinity");
        if let Some(selector) = &nodes.required_during_scheduling_ignored_during_execution {
            node_selector::check(selector, &path.field(REQUIRED), errors);
        }
        let list = path.field(PREFERRED);
        for (index, term) in nodes.preferred_during_scheduling_ignored_during_execution.iter().flatten().enumerate() {
            let path = list.index(index);
            check_weight(term.weight, &path, errors);
            node_selector::check_preference(&term.preference, &path.field("preference"), errors);
        }
    }
    if let Some(near) = &affinity.pod_affinity {
        let required = near.required_during_scheduling_ignored_during_execution.as_deref();
        let preferred = near.preferred_during_scheduling_ignored_during_execution.as_deref();
        check_pods(required, preferred, defaults, &path.field("podAffinity"), errors);
    }
    if let Some(far) = &affinity.pod_anti_affinity {
        let required = far.required_during_scheduling_ignored_during_execution.as_deref();
        let preferred = far.preferred_during_scheduling_ignored_during_execution.as_deref();
        check_pods(required, preferred, defaults, &path.field("podAntiAffinity"), errors);
    }
}

fn check_weight(weight: i32, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.content(&path.field("weight"), weight, content::in_range(weight.into(), 1, 100));
}

/// `validatePodAffinity`, `validatePodAntiAffinity`.
fn check_pods(
    required: Option<&[PodAffinityTerm]>,
    preferred: Option<&[WeightedPodAffinityTerm]>,
    defaults: &PodDefaults<'_>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let list = path.field(REQUIRED);
    for (index, term) in required.unwrap_or_default().iter().enumerate() {
        check_term(term, defaults, &list.index(index), errors);
    }
    let list = path.field(PREFERRED);
    for (index, weighted) in preferred.unwrap_or_default().iter().enumerate() {
        let path = list.index(index);
        check_weight(weighted.weight, &path, errors);
        check_term(&weighted.pod_affinity_term, defaults, &path.field("podAffinityTerm"), errors);
    }
}

/// `validatePodAffinityTerm`.
fn check_term(term: &PodAffinityTerm, defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let matching = term.match_label_keys.as_deref().unwrap_or_default();
    let mismatching = term.mismatch_label_keys.as_deref().unwrap_or_default();
    spread::check_selector(term.label_selector.as_ref(), matching, mismatching, defaults, path, errors);
    if let Some(namespaces) = &term.namespace_selector {
        selector::check(namespaces, &path.field("namespaceSelector"), errors);
    }
    // The server calls it `namespace`, and names no entry.
    for (index, namespace) in term.namespaces.iter().flatten().enumerate() {
        let (odd, list) = (path.field("namespace"), path.field("namespaces"));
        errors.content_at(&odd, &list.index(index), namespace, content::dns_label(namespace));
    }
    let key = path.field("topologyKey");
    if errors.present(&key, &term.topology_key, "name a label of nodes, such as `kubernetes.io/hostname`") {
        errors.content(&key, &term.topology_key, content::qualified_name(&term.topology_key));
    }
}
