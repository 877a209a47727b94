//! The rule `autoscaler-without-workload`.

use crate::lint::autoscaler::Autoscaler;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A HorizontalPodAutoscaler of a Deployment, StatefulSet or ReplicaSet that the input does not have.
    ///
    /// ## Why it matters
    /// If the cluster does not have it either, the autoscaler does nothing.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   maxReplicas: 10
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   maxReplicas: 10
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers: [{name: web, image: "registry.example.com/web:1.0"}]
    /// ```
    "autoscaler-without-workload", Warning, Reliability, Check::ObjectInContext(check), off, needs_others
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Some(Autoscaler { kind, name, .. }) = Autoscaler::of(object.manifest.object()) else { return };
    let context = object.context();
    let is_built_in = matches!(kind, "Deployment" | "StatefulSet" | "ReplicaSet" | "ReplicationController");
    let mut targets = context.of_workload(kind, name).iter();
    if is_built_in && !targets.any(|pods| context.is_in_namespace(pods)) {
        out.at(FieldPath::default().field("spec.scaleTargetRef.name"), format!("the input has no {kind} `{name}`"))
            .help("name a workload of the same namespace");
    }
}
