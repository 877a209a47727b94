//! The rule `aimless-disruption-budget`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A PodDisruptionBudget with neither `minAvailable` nor `maxUnavailable`.
    ///
    /// ## Why it matters
    /// It never allows a Pod to be evicted, however many are ready: nodes with such Pods cannot be drained.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec: {selector: {matchLabels: {app: web}}}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
    /// ```
    "aimless-disruption-budget", Warning, Reliability, Check::Object(check)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::PodDisruptionBudget(budget) = object.manifest.object() else { return };
    let spec = budget.spec.as_ref();
    if spec.is_none_or(|spec| spec.min_available.is_none() && spec.max_unavailable.is_none()) {
        out.at(FieldPath::default().field("spec"), "this budget never allows a Pod to be evicted")
            .help("write `maxUnavailable: 1`");
    }
}
