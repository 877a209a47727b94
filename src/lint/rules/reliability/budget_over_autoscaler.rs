//! The rule `budget-over-autoscaler`.

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::composition::MOST_SELECTED;
use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::wording::counted;
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A PodDisruptionBudget whose `minAvailable` is at least the minimum number of replicas to which an autoscaler can
    /// scale the selected workload.
    ///
    /// ## Why it matters
    /// When the load is low, only as many Pods run as must be available. None of them may be evicted then, and nodes
    /// cannot be drained.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}
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
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: web}
    /// spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
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
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   minReplicas: 2
    ///   maxReplicas: 10
    /// ```
    "budget-over-autoscaler", Warning, Reliability, Check::ObjectInContext(check), off, needs_others
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::PodDisruptionBudget(budget) = object.manifest.object() else { return };
    let Some(spec) = &budget.spec else { return };
    let (Some(written), Some(labels)) =
        (&spec.min_available, spec.selector.as_ref().and_then(|selector| selector.match_labels.as_ref()))
    else {
        return;
    };
    let context = object.context();
    for pods in context.selected(labels).take(MOST_SELECTED).filter(|pods| context.is_near(pods)) {
        let Some(fewest) = context.autoscaled_from(&pods.identity.kind, pods.name()) else { continue };
        if needed(written, fewest).is_some_and(|needed| needed >= fewest && fewest > 0) {
            let name = pods.name();
            out.at(
                FieldPath::default().field("spec.minAvailable"),
                format!(
                    "the autoscaler of `{name}` may leave {}, none of which may be evicted then",
                    counted(fewest, "Pod")
                ),
            )
            .help("write `maxUnavailable: 1` instead, or increase `minReplicas`");
            return;
        }
    }
}

/// Returns how many of some Pods must be available; shares are rounded up.
fn needed(written: &IntOrString, of: i64) -> Option<i64> {
    match written {
        IntOrString::Int(number) => Some(i64::from(*number)),
        IntOrString::String(text) => {
            let share: i64 = text.strip_suffix('%')?.parse().ok().filter(|share| (0..=100).contains(share))?;
            Some(of.saturating_mul(share).saturating_add(99) / 100)
        }
    }
}
