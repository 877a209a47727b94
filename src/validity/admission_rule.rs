//! The requests that an admission webhook or policy is asked about: rules by operation and resource, and conditions.
//!
//! Source: `pkg/apis/admissionregistration/validation/validation.go`. CEL expressions are not compiled, only looked at.

use std::collections::BTreeSet;

use k8s_openapi::api::admissionregistration::v1::{
    MatchCondition, MatchResources, NamedRuleWithOperations, RuleWithOperations,
};

use super::FieldErrors;
use super::content::{self, Environment, Type};
use crate::yaml::Path;

const MOST_CONDITIONS: usize = 64;
const OPERATIONS: [&str; 5] = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
const SCOPES: [&str; 3] = ["*", "Cluster", "Namespaced"];

/// A rule of a webhook or of a policy.
pub(super) struct AdmissionRule<'a> {
    operations: &'a [String],
    groups: &'a [String],
    versions: &'a [String],
    resources: &'a [String],
    scope: Option<&'a str>,
}

impl<'a> AdmissionRule<'a> {
    /// Borrows the fields of a webhook's rule.
    pub(super) fn of_webhook(rule: &'a RuleWithOperations) -> Self {
        Self {
            operations: rule.operations.as_deref().unwrap_or_default(),
            groups: rule.api_groups.as_deref().unwrap_or_default(),
            versions: rule.api_versions.as_deref().unwrap_or_default(),
            resources: rule.resources.as_deref().unwrap_or_default(),
            scope: rule.scope.as_deref(),
        }
    }

    /// Borrows the fields of a policy's rule.
    pub(super) fn of_policy(rule: &'a NamedRuleWithOperations) -> Self {
        Self {
            operations: rule.operations.as_deref().unwrap_or_default(),
            groups: rule.api_groups.as_deref().unwrap_or_default(),
            versions: rule.api_versions.as_deref().unwrap_or_default(),
            resources: rule.resources.as_deref().unwrap_or_default(),
            scope: rule.scope.as_deref(),
        }
    }
}

/// `validateRuleWithOperations`.
pub(super) fn check(rule: &AdmissionRule<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let operations = rule.operations;
    let at = path.field("operations");
    check_list(operations, "write what is done, such as `[CREATE, UPDATE]`", &at, errors);
    for (index, operation) in operations.iter().enumerate() {
        if !OPERATIONS.contains(&operation.as_str()) {
            errors.not_supported(&at.index(index), operation, &OPERATIONS);
        }
    }
    let groups = rule.groups;
    check_list(
        groups,
        "list the API groups, such as `[apps]`; `[\"\"]` is the core group",
        &path.field("apiGroups"),
        errors,
    );
    let versions = rule.versions;
    let at = path.field("apiVersions");
    check_list(versions, "list the versions, such as `[v1]`", &at, errors);
    for (index, _) in versions.iter().enumerate().filter(|(_, version)| version.is_empty()) {
        errors.required(&at.index(index), "write a version, such as `v1`");
    }
    check_resources(rule.resources, &path.field("resources"), errors);
    if let Some(scope) = rule.scope.filter(|scope| !SCOPES.contains(scope)) {
        errors.not_supported(&path.field("scope"), scope, &SCOPES);
    }
}

/// `validateOperations`: what is deleted cannot be changed. The server leaves the places in the lists out.
pub(super) fn check_mutated(resources: Option<&MatchResources>, path: &Path<'_>, errors: &mut FieldErrors) {
    let rules = path.field("resourceRules");
    let listed = rules.field("operations");
    for (index, rule) in resources.and_then(|own| own.resource_rules.as_ref()).into_iter().flatten().enumerate() {
        let own = rules.index(index);
        let own = own.field("operations");
        for (at, operation) in rule.operations.iter().flatten().enumerate() {
            if !MUTATED.contains(&operation.as_str()) {
                errors.not_supported(&listed, operation, &MUTATED).at(&own.index(at));
            }
        }
    }
}

/// Checks that something is listed, and that `*` stands alone.
pub(super) fn check_list(list: &[String], help: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if list.is_empty() {
        errors.required(path, help);
    }
    if list.len() > 1 && list.iter().any(|entry| entry == "*") {
        errors.invalid(path, list.join(", "), "lists more beside `*`, which is all", "write `[\"*\"]`");
    }
}

/// `validateResources`. Of resources without a part after a slash, the server remembers the last one only.
fn check_resources(resources: &[String], path: &Path<'_>, errors: &mut FieldErrors) {
    if resources.is_empty() {
        errors.required(path, "list the resources, such as `[pods]`");
    }
    let (mut whole, mut parts) = (BTreeSet::new(), BTreeSet::new());
    let mut plain = false;
    for (index, entry) in resources.iter().enumerate() {
        let at = path.index(index);
        if entry.is_empty() {
            errors.required(&at, "write a resource, such as `pods`");
            continue;
        }
        let Some((resource, part)) = entry.split_once('/') else {
            plain = entry != "*";
            continue;
        };
        if whole.contains(resource) {
            errors.invalid(&at, entry, format!("is part of `{resource}/*`"), "take it out");
        }
        if parts.contains(part) {
            errors.invalid(&at, entry, format!("is part of `*/{part}`"), "take it out");
        }
        if part == "*" {
            whole.insert(resource);
        }
        if resource == "*" {
            parts.insert(part);
        }
    }
    let has = |wanted: &str| resources.iter().any(|entry| entry == wanted);
    if resources.len() > 1 && has("*/*") || plain && has("*") {
        errors.invalid(path, resources.join(", "), "lists more beside what is all", "keep `*` or `*/*` alone");
    }
}

/// The operations of objects that can be changed on the way.
const MUTATED: [&str; 4] = ["*", "CONNECT", "CREATE", "UPDATE"];

/// The names that expressions of a policy or webhook can use, and the types that they must give.
pub(super) struct Names<'a> {
    /// True if there is a kind of parameters.
    pub(super) has_params: bool,
    pub(super) has_authorizer: bool,
    /// The variables of the policy so far, if it has any.
    pub(super) composed: Option<Vec<&'a str>>,
    /// True if the expression makes a patch.
    pub(super) has_patches: bool,
}

impl Names<'_> {
    /// Those of conditions, which are judged before anything else.
    pub(super) const fn of_conditions(has_params: bool) -> Self {
        Self { has_params, has_authorizer: true, composed: None, has_patches: false }
    }

    /// `OptionalVariableDeclarations`.
    pub(super) fn check(&self, expression: &str, results: &[Type], path: &Path<'_>, errors: &mut FieldErrors) {
        let mut variables = vec!["object", "oldObject", "request", "namespaceObject"];
        let optional =
            [("params", self.has_params), ("authorizer", self.has_authorizer), ("variables", self.composed.is_some())];
        variables.extend(optional.iter().filter(|(_, is_there)| *is_there).map(|(name, _)| *name));
        let messages: &[&str] = if self.has_patches { &["Object", "JSONPatch"] } else { &[] };
        let composed = self.composed.as_deref().unwrap_or_default();
        let dynamic = &["object", "oldObject", "params"];
        let environment = Environment { variables: &variables, dynamic, messages, composed, results };
        errors.content(path, expression, content::cel_expression(expression, &environment));
    }
}

/// `validateMatchConditions`.
pub(super) fn check_conditions(
    conditions: &[MatchCondition],
    has_params: bool,
    list: &Path<'_>,
    errors: &mut FieldErrors,
) {
    if conditions.len() > MOST_CONDITIONS {
        errors.too_many(list, conditions.len(), MOST_CONDITIONS);
    }
    let mut names = BTreeSet::new();
    for (index, condition) in conditions.iter().enumerate() {
        let path = list.index(index);
        if condition.expression.trim().is_empty() {
            errors.required(&path.field("expression"), "write a CEL expression");
        } else {
            let names = Names::of_conditions(has_params);
            names.check(&condition.expression, &[Type::Bool], &path.field("expression"), errors);
        }
        let at = path.field("name");
        if condition.name.is_empty() {
            errors.required(&at, "give the condition a name");
            continue;
        }
        errors.content(&at, &condition.name, content::qualified_name(&condition.name));
        if !names.insert(condition.name.as_str()) {
            errors.duplicate(&at, &condition.name, "give each condition a name of its own");
        }
    }
}
