//! The labels by which objects select Pods.

use std::collections::BTreeMap;

use crate::k8s::Object;
use crate::yaml::FieldPath;

/// Returns the labels by which a Service, PodDisruptionBudget or NetworkPolicy selects Pods, and their place.
pub(super) fn selected_labels(object: &Object) -> Option<(&BTreeMap<String, String>, FieldPath)> {
    let spec = || FieldPath::default().field("spec");
    match object {
        Object::Service(service) => Some((service.spec.as_ref()?.selector.as_ref()?, spec().field("selector"))),
        Object::PodDisruptionBudget(budget) => {
            let selector = budget.spec.as_ref()?.selector.as_ref()?;
            Some((selector.match_labels.as_ref()?, spec().field("selector.matchLabels")))
        }
        Object::NetworkPolicy(policy) => {
            let selector = policy.spec.as_ref()?.pod_selector.as_ref()?;
            Some((selector.match_labels.as_ref()?, spec().field("podSelector.matchLabels")))
        }
        _ => None,
    }
}
