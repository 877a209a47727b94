//! The rule `fixed-autoscaler`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::wording::counted;
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A HorizontalPodAutoscaler whose `maxReplicas` is no more than its `minReplicas`.
    ///
    /// ## Why it matters
    /// It cannot scale anything: the number of Pods is always the same, whatever the load.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   minReplicas: 3
    ///   maxReplicas: 3
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   minReplicas: 3
    ///   maxReplicas: 10
    /// ```
    "fixed-autoscaler", Warning, Reliability, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let (least, most) = match object.manifest.object() {
        Object::HorizontalPodAutoscaler(scaler) => (scaler.spec.min_replicas, scaler.spec.max_replicas),
        Object::HorizontalPodAutoscalerV1(scaler) => (scaler.spec.min_replicas, scaler.spec.max_replicas),
        _ => return,
    };
    if most <= least.unwrap_or(1) {
        out.at(
            FieldPath::default().field("spec.maxReplicas"),
            format!("this keeps {} at all times", counted(most, "replica")),
        )
        .help("increase `maxReplicas`, or remove the autoscaler and write `replicas`");
    }
}
