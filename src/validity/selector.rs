//! Label selectors.
//!
//! Source: `k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go`.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

use super::metadata::check_labels;
use super::{FieldErrors, content};
use crate::yaml::Path;

/// `ValidateLabelSelector`, as every object is tested when it is created: no allowance for old unsound values.
pub fn check(selector: &LabelSelector, path: &Path<'_>, errors: &mut FieldErrors) {
    check_labels(selector.match_labels.as_ref(), &path.field("matchLabels"), errors);
    let expressions = path.field("matchExpressions");
    for (index, requirement) in selector.match_expressions.iter().flatten().enumerate() {
        check_requirement(requirement, &expressions.index(index), errors);
    }
}

/// `ValidateLabelSelectorRequirement`.
fn check_requirement(requirement: &LabelSelectorRequirement, path: &Path<'_>, errors: &mut FieldErrors) {
    let values = requirement.values.as_deref().unwrap_or_default();
    match requirement.operator.as_str() {
        "In" | "NotIn" if values.is_empty() => {
            errors.required(&path.field("values"), format!("list the values for `{}`", requirement.operator));
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            let why = format!("`{}` takes no values", requirement.operator);
            errors.forbidden(&path.field("values"), why, "take the values out, or write `operator: In`");
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
        operator => {
            let help = "write one of `In`, `NotIn`, `Exists`, `DoesNotExist`";
            errors.invalid(&path.field("operator"), operator, "is not an operator", help);
        }
    }
    errors.content(&path.field("key"), &requirement.key, content::qualified_name(&requirement.key));
    let list = path.field("values");
    for (index, value) in values.iter().enumerate() {
        errors.content(&list.index(index), value, content::label_value(value));
    }
}

/// Returns true if a selector selects nothing by itself: no labels, no expressions.
pub fn is_empty(selector: &LabelSelector) -> bool {
    selector.match_labels.as_ref().is_none_or(std::collections::BTreeMap::is_empty)
        && selector.match_expressions.as_ref().is_none_or(Vec::is_empty)
}

/// Returns true if the selector takes an object with these labels. `LabelSelectorAsSelector`, then `Matches`.
pub fn matches(selector: &LabelSelector, labels: &std::collections::BTreeMap<String, String>) -> bool {
    let wanted = selector.match_labels.iter().flatten().all(|(key, value)| labels.get(key) == Some(value));
    wanted
        && selector.match_expressions.iter().flatten().all(|requirement| {
            let value = labels.get(&requirement.key);
            let listed = value.is_some_and(|value| requirement.values.iter().flatten().any(|v| v == value));
            match requirement.operator.as_str() {
                "In" => listed,
                "NotIn" => !listed,
                "Exists" => value.is_some(),
                "DoesNotExist" => value.is_none(),
                _ => false,
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: serde_json::Value) -> LabelSelector {
        serde_json::from_value(json).expect("a selector")
    }

    #[test]
    fn errors() {
        let selector = read(serde_json::json!({
            "matchLabels": {"a": "-b"},
            "matchExpressions": [
                {"key": "a", "operator": "In"},
                {"key": "a b", "operator": "Exists", "values": ["-"]},
                {"key": "", "operator": "Gt", "values": ["1"]},
                {"key": "a", "operator": "NotIn", "values": ["b", ""]},
            ],
        }));
        let mut errors = FieldErrors::default();
        check(&selector, &Path::ROOT.field("spec.selector"), &mut errors);
        let lines: Vec<_> =
            errors.into_vec().into_iter().map(|f| format!("{} {}: {}", f.reason.id(), f.path, f.message)).collect();
        insta::assert_snapshot!(lines.join("\n"), @r#"
        invalid-value spec.selector.matchLabels: the value of `a`: `-b` begins with `-`
        missing-field spec.selector.matchExpressions[0].values: `values` is required
        forbidden-field spec.selector.matchExpressions[1].values: `Exists` takes no values
        invalid-value spec.selector.matchExpressions[1].key: `a b` contains a space
        invalid-value spec.selector.matchExpressions[1].values[0]: `-` begins with `-`
        invalid-value spec.selector.matchExpressions[2].operator: `Gt` is not an operator
        invalid-value spec.selector.matchExpressions[2].key: `""` is empty
        "#);
    }

    #[test]
    fn matching() {
        let labels = std::collections::BTreeMap::from([("a".to_owned(), "b".to_owned())]);
        let cases = [
            (serde_json::json!({}), true),
            (serde_json::json!({"matchLabels": {"a": "b"}}), true),
            (serde_json::json!({"matchLabels": {"a": "c"}}), false),
            (serde_json::json!({"matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}]}), true),
            (serde_json::json!({"matchExpressions": [{"key": "x", "operator": "NotIn", "values": ["b"]}]}), true),
            (serde_json::json!({"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]}), false),
            (serde_json::json!({"matchExpressions": [{"key": "a", "operator": "Exists"}]}), true),
        ];
        for (json, verdict) in cases {
            assert_eq!(matches(&read(json.clone()), &labels), verdict, "{json}");
        }
        assert!(is_empty(&read(serde_json::json!({"matchLabels": {}}))));
    }
}
