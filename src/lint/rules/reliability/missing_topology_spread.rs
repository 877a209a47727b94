//! The rule `missing-topology-spread`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A Deployment, StatefulSet or ReplicaSet without topology spread constraints, unless it explicitly has one
    /// replica.
    ///
    /// ## Why it matters
    /// Without them, all of its Pods may run in one zone or on one node, and fail together with it.
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
    ///         - topologyKey: topology.kubernetes.io/zone
    ///           maxSkew: 1
    ///           whenUnsatisfiable: ScheduleAnyway
    ///           labelSelector: {matchLabels: {app: web}}
    ///       containers: [{name: web, image: "registry.example.com/web:1.0"}]
    /// ```
    "missing-topology-spread", Info, Reliability, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let manifest = object.manifest;
    let replicas = match manifest.object() {
        Object::Deployment(it) => it.spec.as_ref().and_then(|spec| spec.replicas),
        Object::StatefulSet(it) => it.spec.as_ref().and_then(|spec| spec.replicas),
        Object::ReplicaSet(it) => it.spec.as_ref().and_then(|spec| spec.replicas),
        _ => return,
    };
    let Some(pod) = manifest.pod().filter(|_| replicas.is_none_or(|replicas| replicas > 1)) else { return };
    if pod.spec.topology_spread_constraints.iter().flatten().next().is_none() {
        out.at(pod.path(), "nothing spreads these Pods over zones or nodes").help("add `topologySpreadConstraints`");
    }
}
