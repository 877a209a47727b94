//! The rule `too-few-autoscaler-replicas`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Setting, Sink};
use crate::wording::counted;
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A HorizontalPodAutoscaler that may scale down to a single Pod. One that may scale to zero is not reported.
    ///
    /// ## Why it matters
    /// When the load is low, the autoscaler scales down to `minReplicas`, which is 1 by default. While that Pod is
    /// moved to another node, the service is unavailable.
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
    ///   minReplicas: 2
    ///   maxReplicas: 10
    /// ```
    "too-few-autoscaler-replicas", Info, Reliability, Check::Object(check), off, settings(&[&LEAST])
}

/// The fewest replicas that will do.
static LEAST: Setting = Setting { name: "least", default: 2, help: "the fewest replicas that will do" };

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let written = match object.manifest.object() {
        Object::HorizontalPodAutoscaler(scaler) => scaler.spec.min_replicas,
        Object::HorizontalPodAutoscalerV1(scaler) => scaler.spec.min_replicas,
        _ => return,
    };
    let (least, replicas) = (out.setting(&LEAST), u64::try_from(written.unwrap_or(1)).unwrap_or(0));
    if (1..least).contains(&replicas) {
        out.at(
            FieldPath::default().field("spec.minReplicas"),
            format!("this may leave {}", counted(replicas, "replica")),
        )
        .help(format!("write `minReplicas: {least}`"));
    }
}
