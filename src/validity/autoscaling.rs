//! HorizontalPodAutoscaler, versions 1 and 2.
//!
//! Source: `pkg/apis/autoscaling/validation/validation.go`, defaults of `pkg/apis/autoscaling/v2/defaults.go`,
//! conversion of `pkg/apis/autoscaling/v1/conversion.go`.

use k8s_openapi::api::autoscaling::v1;
use k8s_openapi::api::autoscaling::v2::{
    HPAScalingPolicy, HPAScalingRules, HorizontalPodAutoscaler, HorizontalPodAutoscalerBehavior,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::metadata::{self, Scope};
use super::quantity::Quantity;
use super::scaled_object::{self, ScaledObject};
use super::{FieldErrors, content, metric};
use crate::yaml::Path;

/// Seconds a policy may look back.
const PERIOD_LIMIT: i32 = 1800;
/// Seconds a recommendation may be held back.
const WINDOW_LIMIT: i32 = 3600;

/// Checks what both versions have; `target` is the API version, kind and name of the object that is scaled.
fn check_common(
    metadata: &ObjectMeta,
    (least, most): (Option<i32>, i32),
    (api_version, kind, name): (Option<&str>, &str, &str),
    errors: &mut FieldErrors,
) {
    let path = Path::ROOT.field("metadata");
    metadata::check(metadata, Scope::Namespaced, metadata::subdomain_name, &path, errors);
    metadata::check_generation(metadata, &path, errors);
    check_replicas(least, most, errors);
    let target = ScaledObject { api_version: api_version.unwrap_or_default(), kind, name };
    // A ReplicationController is the one kind of the core group that scales.
    let of_core = kind == "ReplicationController";
    scaled_object::check(target, of_core, &Path::ROOT.field("spec.scaleTargetRef"), errors);
}

/// `ValidateHorizontalPodAutoscaler` of `autoscaling/v1`.
pub(super) fn check_v1(object: &v1::HorizontalPodAutoscaler, errors: &mut FieldErrors) {
    let spec = &object.spec;
    let scaled = &spec.scale_target_ref;
    let target = (scaled.api_version.as_deref(), &*scaled.kind, &*scaled.name);
    check_common(&object.metadata, (spec.min_replicas, spec.max_replicas), target, errors);
    metric::check(&[], spec.min_replicas, &Path::ROOT.field("spec.metrics"), errors);
    if let Some(percent) = spec.target_cpu_utilization_percentage.filter(|&percent| percent < 1) {
        // The server has turned the field into a metric by then.
        let path = Path::ROOT.field("spec.metrics");
        let at = path.index(0).field("resource.target.averageUtilization").to_buf();
        let place = Path::ROOT.field("spec.targetCPUUtilizationPercentage");
        let fault = errors.invalid(&place, percent, "is not above zero", "use a percentage of 1 or more, such as 80");
        fault.at(&place);
        fault.path = at;
    }
}

/// `ValidateHorizontalPodAutoscaler` of `autoscaling/v2`.
pub(super) fn check_v2(object: &HorizontalPodAutoscaler, errors: &mut FieldErrors) {
    let spec = &object.spec;
    let scaled = &spec.scale_target_ref;
    let target = (scaled.api_version.as_deref(), &*scaled.kind, &*scaled.name);
    check_common(&object.metadata, (spec.min_replicas, spec.max_replicas), target, errors);
    // Without metrics the server takes 80% of the cpu, which is sound.
    let metrics = spec.metrics.as_deref().unwrap_or_default();
    metric::check(metrics, spec.min_replicas, &Path::ROOT.field("spec.metrics"), errors);
    if let Some(behavior) = &spec.behavior {
        check_behavior(behavior, &Path::ROOT.field("spec.behavior"), errors);
    }
}

/// One replica is the default least, and none is not allowed: the feature gate is off in 1.36.
fn check_replicas(least: Option<i32>, most: i32, errors: &mut FieldErrors) {
    let (min, max) = (Path::ROOT.field("spec.minReplicas"), Path::ROOT.field("spec.maxReplicas"));
    let least = least.unwrap_or(1);
    if least < 1 {
        errors.invalid(
            &min,
            least,
            "is not above zero",
            "use 1 or more; the server needs its gate HPAScaleToZero for 0",
        );
    }
    match most {
        0 => {
            errors.required(&max, "say how many replicas there may be, such as `maxReplicas: 10`");
        }
        most if most < 0 => {
            errors.invalid(&max, most, "is negative", "use 1 or more");
        }
        most if most < least => {
            let why = format!("is less than `minReplicas`, which is {least}");
            errors.invalid(&max, most, why, format!("use {least} or more"));
        }
        _ => {}
    }
}

/// `validateBehavior`; each direction has a policy by default.
fn check_behavior(behavior: &HorizontalPodAutoscalerBehavior, path: &Path<'_>, errors: &mut FieldErrors) {
    for (field, rules) in [("scaleUp", &behavior.scale_up), ("scaleDown", &behavior.scale_down)] {
        if let Some(rules) = rules {
            check_rules(rules, &path.field(field), errors);
        }
    }
}

/// `validateScalingRules`.
fn check_rules(rules: &HPAScalingRules, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(seconds) = rules.stabilization_window_seconds {
        let error = content::in_range(i64::from(seconds), 0, i64::from(WINDOW_LIMIT));
        errors.content(&path.field("stabilizationWindowSeconds"), seconds, error);
    }
    let select = rules.select_policy.as_deref();
    if let Some(policy) = select.filter(|policy| !matches!(*policy, "Max" | "Min" | "Disabled")) {
        errors.not_supported(&path.field("selectPolicy"), policy, &["Disabled", "Max", "Min"]);
    }
    let list = path.field("policies");
    if rules.policies.as_ref().is_some_and(Vec::is_empty) {
        errors.required(&list, "write a policy, or take `policies` out for the default");
    }
    for (index, policy) in rules.policies.iter().flatten().enumerate() {
        check_policy(policy, &list.index(index), errors);
    }
    if let Some(tolerance) = &rules.tolerance
        && Quantity::parse(&tolerance.0).is_ok_and(|tolerance| tolerance.is_negative())
    {
        errors.invalid(&path.field("tolerance"), &tolerance.0, "is negative", "use 0 or more, such as `0.1`");
    }
}

/// `validateScalingPolicy`.
fn check_policy(policy: &HPAScalingPolicy, path: &Path<'_>, errors: &mut FieldErrors) {
    if !matches!(policy.type_.as_str(), "Pods" | "Percent") {
        errors.not_supported(&path.field("type"), &policy.type_, &["Percent", "Pods"]);
    }
    errors.content(&path.field("value"), policy.value, content::positive(i64::from(policy.value)));
    let error = content::in_range(i64::from(policy.period_seconds), 1, i64::from(PERIOD_LIMIT));
    errors.content(&path.field("periodSeconds"), policy.period_seconds, error);
}
