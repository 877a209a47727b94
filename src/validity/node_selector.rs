//! Selectors of nodes: the node affinity of Pods and of volumes.
//!
//! Source: `ValidateNodeSelector` in `pkg/apis/core/validation/validation.go`.

use k8s_openapi::api::core::v1::{NodeSelector, NodeSelectorRequirement, NodeSelectorTerm};

use super::{FieldErrors, content};
use crate::yaml::Path;

/// `ValidateNodeSelector`.
pub fn check(selector: &NodeSelector, path: &Path<'_>, errors: &mut FieldErrors) {
    let list = path.field("nodeSelectorTerms");
    if selector.node_selector_terms.is_empty() {
        errors.required(&list, "write at least one term, such as `matchExpressions: [{key: disk, operator: Exists}]`");
    }
    for (index, term) in selector.node_selector_terms.iter().enumerate() {
        check_term(term, true, &list.index(index), errors);
    }
}

/// A term that is only preferred, whose values may be anything. `ValidatePreferredSchedulingTerms`.
pub fn check_preference(term: &NodeSelectorTerm, path: &Path<'_>, errors: &mut FieldErrors) {
    check_term(term, false, path, errors);
}

/// `ValidateNodeSelectorTerm`.
fn check_term(term: &NodeSelectorTerm, test_values: bool, path: &Path<'_>, errors: &mut FieldErrors) {
    let list = path.field("matchExpressions");
    for (index, requirement) in term.match_expressions.iter().flatten().enumerate() {
        check_requirement(requirement, test_values, &list.index(index), errors);
    }
    let list = path.field("matchFields");
    for (index, requirement) in term.match_fields.iter().flatten().enumerate() {
        check_field(requirement, &list.index(index), errors);
    }
}

/// `ValidateNodeSelectorRequirement`.
fn check_requirement(
    requirement: &NodeSelectorRequirement,
    test_values: bool,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let values = requirement.values.as_deref().unwrap_or_default();
    let list = path.field("values");
    match requirement.operator.as_str() {
        "In" | "NotIn" if values.is_empty() => {
            errors.required(&list, format!("list the values for `{}`", requirement.operator));
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            let why = format!("`{}` takes no values", requirement.operator);
            errors.forbidden(&list, why, "take the values out, or write `operator: In`");
        }
        "Gt" | "Lt" if values.len() != 1 => {
            errors
                .required(&list, format!("write one number for `{}`, such as `values: [\"4\"]`", requirement.operator));
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" => {}
        operator => {
            let help = "write one of `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt`, `Lt`";
            errors.invalid(&path.field("operator"), operator, "is not an operator", help);
        }
    }
    errors.content(&path.field("key"), &requirement.key, content::qualified_name(&requirement.key));
    for (index, value) in values.iter().enumerate().filter(|_| test_values) {
        errors.content(&list.index(index), value, content::label_value(value));
    }
}

/// `ValidateNodeFieldSelectorRequirement`: by the node's name, one at a time.
fn check_field(requirement: &NodeSelectorRequirement, path: &Path<'_>, errors: &mut FieldErrors) {
    let values = requirement.values.as_deref().unwrap_or_default();
    let list = path.field("values");
    match requirement.operator.as_str() {
        "In" | "NotIn" if values.len() != 1 => {
            errors.required(&list, "write exactly one name of a node; write a term for each further one");
        }
        "In" | "NotIn" => {}
        operator => {
            errors.invalid(&path.field("operator"), operator, "is not an operator for fields", "write `In` or `NotIn`");
        }
    }
    if requirement.key == "metadata.name" {
        for (index, value) in values.iter().enumerate() {
            errors.content(&list.index(index), value, content::dns_subdomain(value));
        }
    } else {
        let why = "is not a field nodes can be selected by";
        errors.invalid(&path.field("key"), &requirement.key, why, "write `metadata.name`, or use `matchExpressions`");
    }
}
