//! The rule `unset-unhealthy-pod-eviction`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A PodDisruptionBudget without `unhealthyPodEvictionPolicy`.
    ///
    /// ## Why it matters
    /// By default, a running Pod that is not ready may be evicted only while enough others are ready. A single program
    /// that keeps crashing can then prevent a node from being drained.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec: {maxUnavailable: 1, unhealthyPodEvictionPolicy: AlwaysAllow, selector: {matchLabels: {app: web}}}
    /// ```
    "unset-unhealthy-pod-eviction", Info, Reliability, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::PodDisruptionBudget(budget) = object.manifest.object() else { return };
    if budget.spec.as_ref().is_none_or(|spec| spec.unhealthy_pod_eviction_policy.is_none()) {
        out.at(FieldPath::default().field("spec"), "Pods that are not ready may keep their node from being drained")
            .help("write `unhealthyPodEvictionPolicy: AlwaysAllow`");
    }
}
