//! The rule `stateful-neighbour-replicated`.

use crate::composition::knowledge::SoftwareKind;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A database, cache or broker next to another container in a Deployment or ReplicaSet with several Pods.
    ///
    /// ## Why it matters
    /// Each Pod has its own server with its own data. Requests that reach different Pods see different data, and the
    /// data of a Pod is lost with the Pod.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: shop}
    /// spec:
    ///   replicas: 3
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop}}
    ///     spec:
    ///       containers:
    ///         - name: shop
    ///           image: registry.example.com/shop:2.4.1
    ///           env: [{name: DATABASE_URL, value: "postgres://localhost/shop"}]
    ///         - {name: db, image: "postgres:17.6"}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: shop}
    /// spec:
    ///   replicas: 3
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop}}
    ///     spec:
    ///       containers:
    ///         - name: shop
    ///           image: registry.example.com/shop:2.4.1
    ///           env: [{name: DATABASE_URL, value: "postgres://db/shop"}]
    /// ```
    "stateful-neighbour-replicated", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let several = pod.manifest.replicas().filter(|&replicas| replicas > 1);
    let Some(replicas) =
        several.filter(|_| matches!(pod.pod.kind, "Deployment" | "ReplicaSet" | "ReplicationController"))
    else {
        return;
    };
    let members = &pod.composition().members;
    let running = members.iter().filter(|member| member.is_long_running()).count();
    // A cache may be lost at any time, and many keep one beside each Pod on purpose.
    let keeps = |kind: SoftwareKind| matches!(kind, SoftwareKind::Database | SoftwareKind::Broker);
    for member in
        members.iter().filter(|member| member.is_long_running() && member.kind().is_some_and(keeps) && running > 1)
    {
        out.at(&member.path, format!("each of the {replicas} Pods has a `{}` with data of its own", member.name))
            .help(format!("run `{}` in a StatefulSet, and reach it through a Service", member.name))
            .related(FieldPath::default().field("spec.replicas"), "the number of Pods");
    }
}
