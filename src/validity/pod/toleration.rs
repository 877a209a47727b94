//! The taints of nodes that a Pod tolerates.

use k8s_openapi::api::core::v1::Toleration;

use crate::validity::{FieldErrors, Reason, content};
use crate::yaml::Path;

const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
const OPERATORS: [&str; 2] = ["Equal", "Exists"];

/// `ValidateTolerations`.
pub(in crate::validity) fn check_all(tolerations: &[Toleration], path: &Path<'_>, errors: &mut FieldErrors) {
    for (index, toleration) in tolerations.iter().enumerate() {
        check(toleration, &path.index(index), errors);
    }
}

fn check(toleration: &Toleration, path: &Path<'_>, errors: &mut FieldErrors) {
    let key = toleration.key.as_deref().unwrap_or_default();
    let value = toleration.value.as_deref().unwrap_or_default();
    let operator = toleration.operator.as_deref().unwrap_or_default();
    let effect = toleration.effect.as_deref().unwrap_or_default();
    if key.is_empty() {
        if operator != "Exists" {
            errors.push(
                Reason::Invalid,
                &path.field("operator"),
                "a toleration without `key` is for all taints and needs `operator: Exists`",
                "add `operator: Exists`, or name a `key`",
            );
        }
    } else {
        errors.content(&path.field("key"), key, content::qualified_name(key));
    }
    if toleration.toleration_seconds.is_some() && effect != "NoExecute" {
        errors.push(
            Reason::Invalid,
            &path.field("effect"),
            "`tolerationSeconds` is for `effect: NoExecute` only",
            "write `effect: NoExecute`, or take the seconds out",
        );
    }
    let operator_path = path.field("operator");
    match operator {
        // The server names the operator, not the value.
        "Equal" | "" => {
            errors.content_at(&operator_path, &path.field("value"), value, content::label_value(value));
        }
        "Exists" if !value.is_empty() => {
            let why = "is no use: `operator: Exists` takes no value";
            let help = "take the value out, or write `operator: Equal`";
            errors.invalid(&operator_path, value, why, help).at(&path.field("value"));
        }
        // `Lt` and `Gt` wait for the feature gate TaintTolerationComparisonOperators.
        operator => errors.supported(&operator_path, operator, &OPERATORS),
    }
    if !effect.is_empty() {
        errors.supported(&path.field("effect"), effect, &EFFECTS);
    }
}
