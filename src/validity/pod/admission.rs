//! Faults that admission plugins see in a Pod without a look at other objects: a priority that contradicts the class,
//! an overhead without a runtime class.
//!
//! Source: `plugin/pkg/admission/priority/admission.go`, `plugin/pkg/admission/runtimeclass/admission.go`. Not judged:
//! whether a PriorityClass or RuntimeClass of the user's own exists in the cluster.

use super::pod_defaults::PodDefaults;
use crate::validity::FieldErrors;
use crate::yaml::Path;

/// The classes every cluster has, and their values. `pkg/apis/scheduling/helpers.go`.
const BUILT_IN: [(&str, i32); 2] =
    [("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000)];

/// `admitPod` of the Priority plugin, `validateOverhead` of the RuntimeClass plugin.
pub(super) fn check(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    check_priority(defaults, path, errors);
    if defaults.spec.overhead.is_some() && defaults.spec.runtime_class_name.is_none() {
        let why = "`overhead` comes from a RuntimeClass, and the Pod names none";
        errors.forbidden(&path.field("overhead"), why, "take `overhead` out; the server fills it in");
    }
}

fn check_priority(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let class = defaults.spec.priority_class_name.as_deref().unwrap_or_default();
    let built_in = BUILT_IN.iter().find(|&&(name, _)| name == class).map(|&(_, value)| value);
    let value = match built_in {
        Some(value) => value,
        None if class.is_empty() => 0,
        None if class.starts_with("system-") => {
            let help = "write `system-node-critical` or `system-cluster-critical`, or a class of your own";
            let why = "begins with `system-`, which is kept for Kubernetes' own classes";
            errors.invalid(&path.field("priorityClassName"), class, why, help);
            return;
        }
        None => return,
    };
    if defaults.spec.priority.is_some_and(|priority| priority != value) {
        let why = format!("`priority` comes from the PriorityClass, which makes it {value} here");
        errors.forbidden(&path.field("priority"), why, "take `priority` out and name a class in `priorityClassName`");
    }
    let policy = defaults.spec.preemption_policy.as_deref();
    if policy.is_some_and(|policy| policy != "PreemptLowerPriority") {
        let why = "`preemptionPolicy` comes from the PriorityClass, which makes it `PreemptLowerPriority` here";
        let help = "take it out and name a PriorityClass with that policy in `priorityClassName`";
        errors.forbidden(&path.field("preemptionPolicy"), why, help);
    }
}
