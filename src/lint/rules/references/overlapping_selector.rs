//! The rule `overlapping-selector`.

use crate::composition::{MOST_SELECTED, WorkloadPods};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// Two Deployments, ReplicaSets or StatefulSets, in the same file and namespace, with the same selector.
    ///
    /// ## Why it matters
    /// Everything that finds Pods by these labels treats both workloads as one: a Service sends traffic to both, a
    /// disruption budget and an autoscaler count both, and `kubectl logs` mixes them. ReplicaSets even delete each
    /// other's Pods.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop, part: web}}
    ///     spec: {containers: [{name: web, image: "registry.example.com/web:1.0"}]}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: worker}
    /// spec:
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop, part: worker}}
    ///     spec: {containers: [{name: worker, image: "registry.example.com/worker:1.0"}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: shop, part: web}}
    ///   template:
    ///     metadata: {labels: {app: shop, part: web}}
    ///     spec: {containers: [{name: web, image: "registry.example.com/web:1.0"}]}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: worker}
    /// spec:
    ///   selector: {matchLabels: {app: shop, part: worker}}
    ///   template:
    ///     metadata: {labels: {app: shop, part: worker}}
    ///     spec: {containers: [{name: worker, image: "registry.example.com/worker:1.0"}]}
    /// ```
    "overlapping-selector", Warning, References, Check::ObjectInContext(check)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let manifest = object.manifest;
    if !is_controller(&manifest.identity.kind) {
        return;
    }
    let context = object.context();
    let own = context.of_workload(&manifest.identity.kind, context.name.unwrap_or_default());
    let Some(own) = own.iter().find(|pods| pods.file == context.file && context.is_near(pods)) else { return };
    let selector = &own.facts.selector;
    if selector.is_empty() {
        return;
    }
    let same = |other: &&&WorkloadPods| {
        other.file == own.file
            && is_controller(&other.identity.kind)
            && (other.identity.kind != own.identity.kind || other.name() != own.name())
            && other.facts.selector.len() == selector.len()
            && selector.iter().all(|pair| other.facts.selector.contains(pair))
    };
    let Some(other) = context.neighbours().iter().take(MOST_SELECTED).find(same) else { return };
    // Of two, the one whose name comes later is told of.
    if (other.name(), &other.identity.kind) > (own.name(), &own.identity.kind) {
        return;
    }
    out.at(
        FieldPath::default().field("spec.selector"),
        format!("{} `{}` has the same selector", other.identity.kind, other.name()),
    )
    .help("add a label to the selector and the template that the other one does not have");
}

fn is_controller(kind: &str) -> bool {
    matches!(kind, "Deployment" | "ReplicaSet" | "StatefulSet")
}
