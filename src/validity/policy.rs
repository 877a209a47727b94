//! PodDisruptionBudget: how many Pods may be taken away at once.
//!
//! Source: `pkg/apis/policy/validation/validation.go`.

use k8s_openapi::api::policy::v1::PodDisruptionBudget;

use super::metadata::{self, Scope};
use super::{FieldErrors, content, rollout, selector};
use crate::yaml::Path;

/// `ValidatePodDisruptionBudget`. Its name is tested as any name is, no more.
pub(super) fn check_pod_disruption_budget(object: &PodDisruptionBudget, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Namespaced, content::path_segment, &meta, errors);
    let Some(spec) = &object.spec else { return };
    let path = Path::ROOT.field("spec");
    if spec.min_available.is_some() && spec.max_unavailable.is_some() {
        let why = "does not go together with `maxUnavailable`";
        errors.invalid(&path, "minAvailable", why, "take one of the two out").at(&path.field("minAvailable"));
    }
    for (field, value) in [("minAvailable", &spec.min_available), ("maxUnavailable", &spec.max_unavailable)] {
        if let Some(value) = value {
            rollout::check(value, &path.field(field), errors);
            rollout::check_limit(value, &path.field(field), errors);
        }
    }
    if let Some(own) = &spec.selector {
        selector::check(own, &path.field("selector"), errors);
    }
    let policy = spec.unhealthy_pod_eviction_policy.as_deref();
    if let Some(policy) = policy.filter(|policy| !matches!(*policy, "IfHealthyBudget" | "AlwaysAllow")) {
        errors.not_supported(&path.field("unhealthyPodEvictionPolicy"), policy, &["AlwaysAllow", "IfHealthyBudget"]);
    }
}
