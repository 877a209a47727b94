//! The spread of Pods over zones and nodes.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use k8s_openapi::api::core::v1::TopologySpreadConstraint;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

use super::pod_defaults::PodDefaults;
use crate::validity::{FieldErrors, content, selector};
use crate::yaml::Path;

const ACTIONS: [&str; 2] = ["DoNotSchedule", "ScheduleAnyway"];
const NODE_POLICIES: [&str; 2] = ["Honor", "Ignore"];

/// `validateTopologySpreadConstraints`.
pub(super) fn check_all(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let constraints = defaults.spec.topology_spread_constraints.as_deref().unwrap_or_default();
    let mut last = HashMap::new();
    for (index, constraint) in constraints.iter().enumerate() {
        last.insert(kind(constraint), index);
    }
    for (index, constraint) in constraints.iter().enumerate() {
        let path = path.index(index);
        check(constraint, defaults, &path, errors);
        if last.get(&kind(constraint)) != Some(&index) {
            let both = path.field("{topologyKey, whenUnsatisfiable}");
            let value = format!("{}, {}", constraint.topology_key, constraint.when_unsatisfiable);
            let fault = errors.duplicate(&both, value, "write one constraint for each pair of the two");
            "a later constraint has the same `topologyKey` and `whenUnsatisfiable`".clone_into(&mut fault.message);
            fault.at(&path.field("topologyKey"));
        }
    }
}

/// No two constraints have the same of these.
fn kind(constraint: &TopologySpreadConstraint) -> (&str, &str) {
    (&constraint.topology_key, &constraint.when_unsatisfiable)
}

fn check(constraint: &TopologySpreadConstraint, defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let skew = constraint.max_skew;
    errors.content(&path.field("maxSkew"), skew, content::positive(skew.into()));
    let help = "name a label of nodes, such as `topology.kubernetes.io/zone`";
    errors.present(&path.field("topologyKey"), &constraint.topology_key, help);
    let action = constraint.when_unsatisfiable.as_str();
    errors.supported(&path.field("whenUnsatisfiable"), action, &ACTIONS);
    if let Some(domains) = constraint.min_domains {
        let path = path.field("minDomains");
        if errors.content(&path, domains, content::positive(domains.into())).is_none() && action != "DoNotSchedule" {
            let why = "is of use with `whenUnsatisfiable: DoNotSchedule` only";
            errors.invalid(&path, domains, why, "remove it, or write `whenUnsatisfiable: DoNotSchedule`");
        }
    }
    let policies = [
        ("nodeAffinityPolicy", &constraint.node_affinity_policy),
        ("nodeTaintsPolicy", &constraint.node_taints_policy),
    ];
    for (field, policy) in policies {
        if let Some(policy) = policy {
            errors.supported(&path.field(field), policy, &NODE_POLICIES);
        }
    }
    let keys = constraint.match_label_keys.as_deref().unwrap_or_default();
    check_selector(constraint.label_selector.as_ref(), keys, &[], defaults, path, errors);
}

/// A selector, and the keys whose values come from the Pod's own labels: for a Pod the server adds these to the selector
/// before it tests it. `mutatePodAffinity`, `ValidateMatchLabelKeysAndMismatchLabelKeys`.
pub(super) fn check_selector(
    own: Option<&LabelSelector>,
    matching: &[String],
    mismatching: &[String],
    defaults: &PodDefaults<'_>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let merged = own.map(|own| merge(own, matching, mismatching, defaults));
    check_keys(merged.as_deref(), matching, &path.field("matchLabelKeys"), errors);
    check_keys(merged.as_deref(), mismatching, &path.field("mismatchLabelKeys"), errors);
    if let Some(merged) = merged.as_deref() {
        check_overlap(merged, matching, path, errors);
    }
    let others: HashSet<&String> = mismatching.iter().collect();
    let list = path.field("matchLabelKeys");
    for (index, key) in matching.iter().enumerate().filter(|(_, key)| others.contains(key)) {
        let help = "keep it in one of the two";
        errors.invalid(&list.index(index), key, "stands in `mismatchLabelKeys` too", help);
    }
    if let Some(merged) = merged.as_deref() {
        selector::check(merged, &path.field("labelSelector"), errors);
    }
}

/// The selector with what the keys make of the Pod's labels. `applyLabelKeysToLabelSelector`.
fn merge<'a>(
    own: &'a LabelSelector,
    matching: &[String],
    mismatching: &[String],
    defaults: &PodDefaults<'_>,
) -> Cow<'a, LabelSelector> {
    let nothing = BTreeMap::new();
    let labels = defaults.metadata.labels.as_ref().filter(|_| defaults.is_pod).unwrap_or(&nothing);
    let added: Vec<_> = [("In", matching), ("NotIn", mismatching)]
        .into_iter()
        .flat_map(|(operator, keys)| keys.iter().map(move |key| (operator, key)))
        .filter_map(|(operator, key)| {
            let values = Some(vec![labels.get(key)?.clone()]);
            Some(LabelSelectorRequirement { key: key.clone(), operator: operator.to_owned(), values })
        })
        .collect();
    if added.is_empty() {
        return Cow::Borrowed(own);
    }
    let mut own = own.clone();
    own.match_expressions.get_or_insert_default().extend(added);
    Cow::Owned(own)
}

/// `validateLabelKeys`.
fn check_keys(own: Option<&LabelSelector>, keys: &[String], path: &Path<'_>, errors: &mut FieldErrors) {
    if keys.is_empty() {
        return;
    }
    if own.is_none() {
        errors.forbidden(path, "keys without a `labelSelector` select nothing", "add a `labelSelector`");
        return;
    }
    for (index, key) in keys.iter().enumerate() {
        errors.content(&path.index(index), key, content::qualified_name(key));
    }
}

/// A key is in `matchLabelKeys` or in the selector. The server's path is `…[0]`, which stands nowhere.
fn check_overlap(own: &LabelSelector, matching: &[String], path: &Path<'_>, errors: &mut FieldErrors) {
    if matching.is_empty() {
        return;
    }
    let places: HashMap<&str, usize> = matching.iter().enumerate().map(|(index, key)| (key.as_str(), index)).collect();
    let mut seen: HashSet<&str> = own.match_labels.iter().flatten().map(|(key, _)| key.as_str()).collect();
    for requirement in own.match_expressions.iter().flatten() {
        let key = requirement.key.as_str();
        if let Some(&index) = places.get(key)
            && seen.contains(key)
        {
            let fault = errors.invalid(
                &path.index(index),
                key,
                "stands in the `labelSelector` too",
                "keep it in one of the two",
            );
            fault.at(&path.field("matchLabelKeys").index(index));
        }
        seen.insert(key);
    }
}
