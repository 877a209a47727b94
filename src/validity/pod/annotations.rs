//! Annotations that mean something to the server.

use k8s_openapi::api::core::v1::Toleration;
use serde_json::Value;

use super::pod_defaults::PodDefaults;
use super::{apparmor, seccomp, toleration};
use crate::validity::FieldErrors;
use crate::yaml::Path;

/// Marks what a kubelet shows of a Pod that it runs by itself.
pub(super) const MIRROR: &str = "kubernetes.io/config.mirror";
const TOLERATIONS: &str = "scheduler.alpha.kubernetes.io/tolerations";
const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";

/// `ValidatePodSpecificAnnotations`; `path` is the annotations'.
pub(super) fn check(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    if defaults.metadata.annotations.is_none() {
        return;
    }
    if let Some(value) = defaults.annotation(MIRROR)
        && defaults.spec.node_name.as_ref().is_none_or(String::is_empty)
    {
        let why = "marks a mirror Pod, which has to say its `nodeName`";
        errors.invalid(&path.key(MIRROR), value, why, "take the annotation out; only a kubelet sets it");
    }
    if let Some(text) = defaults.annotation(TOLERATIONS).filter(|text| !text.is_empty()) {
        check_tolerations(text, path, errors);
    }
    if let Some(cost) = defaults.annotation(DELETION_COST).filter(|cost| !is_cost(cost)) {
        let help = "write a plain number such as `\"-10\"` or `\"100\"`";
        errors.invalid(&path.key(DELETION_COST), cost, "is not a 32-bit number", help);
    }
    seccomp::check_annotations(defaults, path, errors);
    apparmor::check_annotations(defaults, path, errors);
}

/// `GetDeletionCostFromPodAnnotations`: no plus sign, no leading zero.
fn is_cost(text: &str) -> bool {
    let first = text.starts_with('-') || text == "0" || text.starts_with(|c| matches!(c, '1'..='9'));
    first && text.parse::<i32>().is_ok()
}

/// `ValidateTolerationsInPodAnnotations`.
fn check_tolerations(text: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let before = errors.len();
    match read_tolerations(text) {
        Some(tolerations) => toleration::check_all(&tolerations, &path.field(TOLERATIONS), errors),
        None => {
            let help = "take the annotation out and write `spec.tolerations`";
            errors.invalid(path, TOLERATIONS, "is not a JSON list of tolerations", help);
        }
    }
    for fault in errors.since(before) {
        fault.at(&path.key(TOLERATIONS));
    }
}

/// Tolerations as Go's encoding/json reads them: letter case of a field aside, unknown fields aside.
fn read_tolerations(text: &str) -> Option<Vec<Toleration>> {
    match serde_json::from_str(text).ok()? {
        Value::Null => Some(Vec::new()),
        Value::Array(items) => items.iter().map(read_toleration).collect(),
        _ => None,
    }
}

fn read_toleration(item: &Value) -> Option<Toleration> {
    let mut toleration = Toleration::default();
    let fields = match item {
        Value::Null => return Some(toleration),
        Value::Object(fields) => fields,
        _ => return None,
    };
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
        let text = || value.as_str().map(str::to_owned);
        match name.to_ascii_lowercase().as_str() {
            "key" => toleration.key = Some(text()?),
            "operator" => toleration.operator = Some(text()?),
            "value" => toleration.value = Some(text()?),
            "effect" => toleration.effect = Some(text()?),
            "tolerationseconds" => toleration.toleration_seconds = Some(value.as_i64()?),
            _ => {}
        }
    }
    Some(toleration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deletion_costs() {
        assert!(["0", "-1", "2147483647", "-2147483648", "-0"].iter().all(|text| is_cost(text)));
        assert!(["", "+1", "01", "2147483648", "1.0", "x", "-", " 1"].iter().all(|text| !is_cost(text)));
    }

    #[test]
    fn tolerations() {
        let read =
            read_tolerations(r#"[{"Key": "a", "tolerationSeconds": 5, "other": 1}, null]"#).expect("tolerations");
        assert_eq!((read.len(), read[0].key.as_deref(), read[0].toleration_seconds), (2, Some("a"), Some(5)));
        assert!(
            ["", "{}", "[1]", r#"[{"key": 1}]"#, r#"[{"tolerationSeconds": 1.5}]"#]
                .iter()
                .all(|text| read_tolerations(text).is_none())
        );
        assert_eq!(read_tolerations("null").map(|list| list.len()), Some(0));
    }
}
