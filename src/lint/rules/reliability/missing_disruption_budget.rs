//! The rule `missing-disruption-budget`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A Deployment or StatefulSet that no PodDisruptionBudget in the input selects, unless it explicitly has one
    /// replica.
    ///
    /// ## Why it matters
    /// When nodes are drained, all of its Pods may be evicted at once.
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
    ///       containers: [{name: web, image: "registry.example.com/web:1.0"}]
    /// ---
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
    /// ```
    "missing-disruption-budget", Info, Reliability, Check::ObjectInContext(check), off, needs_others
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let manifest = object.manifest;
    let (kind, name) = (&manifest.identity.kind, manifest.identity.name.as_deref().unwrap_or_default());
    let written = match manifest.object() {
        Object::Deployment(it) => it.spec.as_ref().and_then(|spec| spec.replicas),
        Object::StatefulSet(it) => it.spec.as_ref().and_then(|spec| spec.replicas),
        _ => return,
    };
    let (context, Some(pod)) = (object.context(), manifest.pod()) else { return };
    let replicas = context.autoscaled_from(kind, name).or(written.map(i64::from));
    let labels = pod.metadata.and_then(|metadata| metadata.labels.as_ref());
    if replicas.is_none_or(|replicas| replicas > 1) && !labels.is_some_and(|labels| context.has_budget_for(labels)) {
        out.at(FieldPath::default().field("metadata.name"), format!("all Pods of `{name}` may be evicted at once"))
            .help("add a PodDisruptionBudget with the labels of the Pods and `maxUnavailable: 1`");
    }
}
