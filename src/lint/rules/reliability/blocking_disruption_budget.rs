//! The rule `blocking-disruption-budget`.

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::composition::WorkloadPods;
use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::wording::counted;
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A PodDisruptionBudget that never allows a Pod to be evicted: `maxUnavailable: 0`, or a `minAvailable` as large
    /// as the number of replicas of the workload it selects.
    ///
    /// ## Why it matters
    /// Draining a node evicts its Pods and waits while the budget forbids it. Such a node can never be drained, and
    /// cluster upgrades get stuck.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 1
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web, image: "registry.example.com/web:1.0"}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 2
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web, image: "registry.example.com/web:1.0"}]}
    /// ```
    "blocking-disruption-budget", Warning, Reliability, Check::ObjectInContext(check)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::PodDisruptionBudget(budget) = object.manifest.object() else { return };
    let Some(spec) = &budget.spec else { return };
    let place = |field: &'static str| FieldPath::default().field("spec").field(field);
    let is_none = |value: &IntOrString| match value {
        IntOrString::Int(number) => *number == 0,
        IntOrString::String(text) => text == "0%",
    };
    if spec.max_unavailable.as_ref().is_some_and(is_none) {
        out.at(place("maxUnavailable"), "this budget never allows a Pod to be evicted")
            .help("allow one Pod at least: `maxUnavailable: 1`");
        return;
    }
    let Some(least) = &spec.min_available else { return };
    if matches!(least, IntOrString::String(text) if text == "100%") {
        out.at(place("minAvailable"), "this budget never allows a Pod to be evicted")
            .help("allow one Pod at least: `maxUnavailable: 1`");
        return;
    }
    let (IntOrString::Int(least), Some(labels)) =
        (least, spec.selector.as_ref().and_then(|selector| selector.match_labels.as_ref()))
    else {
        return;
    };
    let context = object.context();
    let selected: Vec<&WorkloadPods> = context.selected(labels).take(2).collect();
    // Variants in other folders, and autoscalers, have other numbers.
    let [pods] = selected.as_slice() else { return };
    let scales = matches!(&*pods.identity.kind, "Deployment" | "StatefulSet" | "ReplicaSet");
    if !scales || !context.is_near(pods) || context.is_autoscaled(&pods.identity.kind, pods.name()) {
        return;
    }
    let replicas = pods.facts.replicas.unwrap_or(1);
    if replicas > 0 && i64::from(*least) >= replicas {
        let (kind, name) = (&pods.identity.kind, pods.name());
        out.at(
            place("minAvailable"),
            format!(
                "{kind} `{name}` has {}, and {least} must be available: none may be evicted",
                counted(replicas, "replica")
            ),
        )
        .help("write `maxUnavailable: 1` instead, or ask for more replicas");
    }
}
