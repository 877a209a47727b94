//! The rule `unspread-replicas`.

use k8s_openapi::api::core::v1::PodAffinityTerm;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use crate::k8s::Pod;
use crate::k8s::selects;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A workload with two or more replicas and neither a podAntiAffinity nor a topology spread constraint that selects
    /// its Pods.
    ///
    /// ## Why it matters
    /// The scheduler may place all of them on one node, and often does after a rollout. If that node fails, all
    /// replicas fail.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 3
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers: [{name: web, image: "registry.example.com/web:1.0"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 3
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       topologySpreadConstraints:
    ///         - topologyKey: kubernetes.io/hostname
    ///           maxSkew: 1
    ///           whenUnsatisfiable: ScheduleAnyway
    ///           labelSelector: {matchLabels: {app: web}}
    ///       containers: [{name: web, image: "registry.example.com/web:1.0"}]
    /// ```
    "unspread-replicas", Info, Reliability, Check::ObjectInContext(check), off, needs_others
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let manifest = object.manifest;
    let (kind, name) = (&manifest.identity.kind, manifest.identity.name.as_deref().unwrap_or_default());
    let Some(replicas) = manifest.replicas() else { return };
    let home = manifest.identity.namespace.as_deref().unwrap_or("default");
    let replicas = object.context().autoscaled_from(kind, name).unwrap_or(replicas);
    let Some(pod) = manifest.pod().filter(|pod| replicas > 1 && !is_spread(pod, home)) else { return };
    out.at(pod.path(), format!("nothing keeps the {replicas} Pods of `{name}` from running on one node"))
        .help("add `topologySpreadConstraints` with the labels of the Pods and `topologyKey: kubernetes.io/hostname`");
}

fn is_spread(pod: &Pod<'_>, home: &str) -> bool {
    let labels = pod.metadata.and_then(|metadata| metadata.labels.as_ref());
    let selects = |selector: Option<&LabelSelector>| labels.is_some_and(|labels| selects(selector, labels));
    let spread = pod.spec.topology_spread_constraints.iter().flatten();
    let apart = pod.spec.affinity.as_ref().and_then(|affinity| affinity.pod_anti_affinity.as_ref());
    let required = apart.iter().flat_map(|apart| apart.required_during_scheduling_ignored_during_execution.iter());
    let preferred = apart.iter().flat_map(|apart| apart.preferred_during_scheduling_ignored_during_execution.iter());
    let terms = required.flatten().chain(preferred.flatten().map(|weighted| &weighted.pod_affinity_term));
    spread.into_iter().any(|constraint| selects(constraint.label_selector.as_ref()))
        || terms.into_iter().any(|term| is_for(term, home) && selects(term.label_selector.as_ref()))
}

/// Returns true if a term looks at the Pods of a namespace, which is its own.
fn is_for(term: &PodAffinityTerm, home: &str) -> bool {
    let named = term.namespaces.as_deref().unwrap_or_default();
    named.is_empty() || term.namespace_selector.is_some() || named.iter().any(|name| name == home)
}
