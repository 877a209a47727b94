//! Limits of a namespace, and defaults of its Pods: ResourceQuota, LimitRange.
//!
//! Source: `pkg/apis/core/validation/validation.go`, `pkg/apis/core/helper/helpers.go`, defaults of
//! `pkg/apis/core/v1/defaults.go`.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ResourceQuota, ResourceQuotaSpec, ScopedResourceSelectorRequirement};
use k8s_openapi::apimachinery::pkg::api::resource;

use super::metadata::{self, Scope};
use super::quantity::Quantity;
use super::{FieldErrors, resource_name};
use crate::yaml::Path;

const SCOPES: [&str; 7] = [
    "Terminating",
    "NotTerminating",
    "BestEffort",
    "NotBestEffort",
    "PriorityClass",
    "VolumeAttributesClass",
    "CrossNamespacePodAffinity",
];
const CONTRADICTIONS: [(&str, &str); 2] = [("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")];
/// Scopes that are there or not, and have no values.
const PLAIN_SCOPES: [&str; 5] =
    ["BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity"];

/// `ValidateResourceQuota`.
pub(super) fn check_resource_quota(object: &ResourceQuota, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Namespaced, metadata::subdomain_name, &meta, errors);
    metadata::check_generation(&object.metadata, &meta, errors);
    let Some(spec) = &object.spec else { return };
    let path = Path::ROOT.field("spec");
    let hard = path.field("hard");
    for (name, amount) in spec.hard.iter().flatten() {
        resource_name::check_for_quota(name, &hard.key(name), errors);
        check_amount(name, amount, &hard.key(name), errors);
    }
    check_scopes(spec, &path.field("scopes"), errors);
    if let Some(selector) = &spec.scope_selector {
        let requirements = selector.match_expressions.as_deref().unwrap_or_default();
        check_scope_selector(spec, requirements, &path.field("scopeSelector.matchExpressions"), errors);
    }
}

/// `ValidateResourceQuantityValue`.
pub(super) fn check_amount(name: &str, amount: &resource::Quantity, path: &Path<'_>, errors: &mut FieldErrors) {
    let Ok(quantity) = Quantity::parse(&amount.0) else { return };
    let quantity = quantity.in_milli();
    if quantity.is_negative() {
        errors.invalid(path, &amount.0, "is negative", "use 0 or more");
    }
    if resource_name::is_whole(name) && !quantity.is_integer() {
        errors.invalid(path, &amount.0, "is not a whole number", format!("`{name}` is counted: use a whole number"));
    }
}

/// `IsResourceQuotaScopeValidForResource`, for the names a quota knows.
fn covers(scope: &str, resource: &str) -> bool {
    const COMPUTE: [&str; 6] = ["cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"];
    match scope {
        "Terminating" | "NotTerminating" | "NotBestEffort" | "PriorityClass" | "CrossNamespacePodAffinity" => {
            resource == "pods" || COMPUTE.contains(&resource)
        }
        "BestEffort" => resource == "pods",
        "VolumeAttributesClass" => matches!(resource, "persistentvolumeclaims" | "requests.storage"),
        _ => true,
    }
}

/// The first resource of the quota that the scope says nothing about.
fn uncovered<'a>(spec: &'a ResourceQuotaSpec, scope: &str) -> Option<&'a str> {
    let names = spec.hard.iter().flat_map(BTreeMap::keys).map(String::as_str);
    names.filter(|name| resource_name::is_standard_for_quota(name)).find(|name| !covers(scope, name))
}

/// `validateResourceQuotaScopes`. The server names the list, not the entry.
fn check_scopes(spec: &ResourceQuotaSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let scopes = spec.scopes.as_deref().unwrap_or_default();
    for (index, scope) in scopes.iter().enumerate() {
        check_scope(spec, scope, path, &path.index(index), errors);
    }
    check_contradictions(scopes, path, errors);
}

fn check_scope(spec: &ResourceQuotaSpec, scope: &str, path: &Path<'_>, place: &Path<'_>, errors: &mut FieldErrors) {
    if !SCOPES.contains(&scope) {
        let help = format!("write one of {}", SCOPES.map(|scope| format!("`{scope}`")).join(", "));
        errors.invalid(path, scope, "is not a scope", help).at(place);
    }
    if let Some(name) = uncovered(spec, scope) {
        let help = format!("take `{name}` out of `hard`, or the scope out; write a quota for each");
        errors.invalid(path, scope, format!("does not apply to `{name}`"), help).at(place);
    }
}

fn check_contradictions(scopes: &[impl AsRef<str>], path: &Path<'_>, errors: &mut FieldErrors) {
    let has = |wanted| scopes.iter().any(|scope| scope.as_ref() == wanted);
    for (one, other) in CONTRADICTIONS {
        if has(one) && has(other) {
            errors.invalid(path, one, format!("contradicts `{other}`"), "take one of the two out");
        }
    }
}

/// `validateScopedResourceSelectorRequirement`. The server names the list, not the entry.
fn check_scope_selector(
    spec: &ResourceQuotaSpec,
    requirements: &[ScopedResourceSelectorRequirement],
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    for (index, requirement) in requirements.iter().enumerate() {
        check_requirement(spec, requirement, path, &path.index(index), errors);
    }
    let scopes: Vec<&str> = requirements.iter().map(|requirement| requirement.scope_name.as_str()).collect();
    check_contradictions(&scopes, path, errors);
}

fn check_requirement(
    spec: &ResourceQuotaSpec,
    requirement: &ScopedResourceSelectorRequirement,
    path: &Path<'_>,
    place: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let scope = requirement.scope_name.as_str();
    if !SCOPES.contains(&scope) {
        let help = format!("write one of {}", SCOPES.map(|scope| format!("`{scope}`")).join(", "));
        errors.invalid(&path.field("scopeName"), scope, "is not a scope", help).at(&place.field("scopeName"));
    }
    if let Some(name) = uncovered(spec, scope) {
        let help = format!("take `{name}` out of `hard`, or the scope out; write a quota for each");
        errors.invalid(path, scope, format!("does not apply to `{name}`"), help).at(place);
    }
    let operator = requirement.operator.as_str();
    if PLAIN_SCOPES.contains(&scope) && operator != "Exists" {
        let why = format!("does not go with `{scope}`, which has no values");
        errors.invalid(&path.field("operator"), operator, why, "write `operator: Exists`").at(&place.field("operator"));
    }
    check_operator(requirement, path, place, errors);
}

fn check_operator(
    requirement: &ScopedResourceSelectorRequirement,
    path: &Path<'_>,
    place: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let values = requirement.values.as_deref().unwrap_or_default();
    match requirement.operator.as_str() {
        operator @ ("In" | "NotIn") => {
            if values.is_empty() {
                let fault = errors.required(&path.field("values"), format!("list the values for `{operator}`"));
                fault.at(&place.field("values"));
            }
        }
        operator @ ("Exists" | "DoesNotExist") => {
            if !values.is_empty() {
                let why = format!("has no meaning with `{operator}`");
                let help = "take the values out, or write `operator: In`";
                errors.invalid(&path.field("values"), values.join(", "), why, help).at(&place.field("values"));
            }
        }
        other => {
            let help = "write one of `In`, `NotIn`, `Exists`, `DoesNotExist`";
            let fault = errors.invalid(&path.field("operator"), other, "is not an operator", help);
            fault.at(&place.field("operator"));
        }
    }
}
