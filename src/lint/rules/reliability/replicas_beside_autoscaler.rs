//! The rule `replicas-beside-autoscaler`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A workload that sets `replicas`, although an autoscaler in the input controls their number.
    ///
    /// ## Why it matters
    /// Each time the manifest is applied, the number of replicas is reset to the value in the manifest until the
    /// autoscaler corrects it: under load, most Pods may suddenly be stopped.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 2
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers: [{name: web, image: "registry.example.com/web:1.0"}]
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   minReplicas: 2
    ///   maxReplicas: 10
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers: [{name: web, image: "registry.example.com/web:1.0"}]
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   minReplicas: 2
    ///   maxReplicas: 10
    /// ```
    "replicas-beside-autoscaler", Warning, Reliability, Check::ObjectInContext(check), off, needs_others
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let manifest = object.manifest;
    let written = match manifest.object() {
        Object::Deployment(it) => it.spec.as_ref().and_then(|spec| spec.replicas),
        Object::StatefulSet(it) => it.spec.as_ref().and_then(|spec| spec.replicas),
        _ => return,
    };
    let (kind, name) = (&manifest.identity.kind, manifest.identity.name.as_deref().unwrap_or_default());
    // A server fills the number in.
    if written.is_none() || manifest.uid().is_some() || !object.context().is_autoscaled(kind, name) {
        return;
    }
    out.at(FieldPath::default().field("spec.replicas"), format!("an autoscaler sets the replicas of `{name}`"))
        .help("remove `replicas`");
}
