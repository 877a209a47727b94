//! Admission policies: ValidatingAdmissionPolicy, MutatingAdmissionPolicy.
//!
//! Source: `pkg/apis/admissionregistration/validation/validation.go`, defaults of
//! `pkg/apis/admissionregistration/v1/defaults.go`. CEL expressions are not compiled, only parsed.

use std::collections::BTreeSet;

use k8s_openapi::api::admissionregistration::v1::{
    AuditAnnotation, MatchResources, MutatingAdmissionPolicy, Mutation, NamedRuleWithOperations, ParamKind,
    ValidatingAdmissionPolicy, Validation, Variable,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::admission_rule::{self, AdmissionRule, Names};
use super::content::{self, Type};
use super::metadata::{self, Scope};
use super::{FieldErrors, selector};
use crate::yaml::Path;

const MOST_ANNOTATIONS: usize = 20;
const REASONS: [&str; 4] = ["Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"];

/// `validateValidatingAdmissionPolicy`.
pub(super) fn check_validating(object: &ValidatingAdmissionPolicy, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
    let spec = object.spec.clone().unwrap_or_default();
    let path = Path::ROOT.field("spec");
    check_failure_policy(spec.failure_policy.as_deref(), &path, errors);
    check_subject(spec.param_kind.as_ref(), spec.match_constraints.as_ref(), &path, errors);
    let has_params = spec.param_kind.is_some();
    let variables = spec.variables.as_deref().unwrap_or_default();
    check_variables(variables, has_params, &path.field("variables"), errors);
    let conditions = spec.match_conditions.as_deref().unwrap_or_default();
    admission_rule::check_conditions(conditions, has_params, &path.field("matchConditions"), errors);
    let validations = spec.validations.as_deref().unwrap_or_default();
    let annotations = spec.audit_annotations.as_deref().unwrap_or_default();
    let (at, notes) = (path.field("validations"), path.field("auditAnnotations"));
    if validations.is_empty() && annotations.is_empty() {
        errors.required(&at, "add `validations` or `auditAnnotations`");
        errors.required(&notes, "add `validations` or `auditAnnotations`");
    }
    let composed = (!variables.is_empty()).then(|| names_of(variables));
    let names = Names { composed, ..Names::of_conditions(has_params) };
    for (index, validation) in validations.iter().enumerate() {
        check_validation(validation, &names, &at.index(index), errors);
    }
    if annotations.len() > MOST_ANNOTATIONS {
        let why = format!("are more than {MOST_ANNOTATIONS}");
        errors.invalid(&notes, annotations.len(), why, format!("use at most {MOST_ANNOTATIONS}"));
    }
    let name = object.metadata.name.as_deref().unwrap_or_default();
    check_audit_annotations(annotations, name, &names, &notes, errors);
}

/// `validateMutatingAdmissionPolicy`.
pub(super) fn check_mutating(object: &MutatingAdmissionPolicy, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
    let spec = object.spec.clone().unwrap_or_default();
    let path = Path::ROOT.field("spec");
    check_failure_policy(spec.failure_policy.as_deref(), &path, errors);
    check_subject(spec.param_kind.as_ref(), spec.match_constraints.as_ref(), &path, errors);
    admission_rule::check_mutated(spec.match_constraints.as_ref(), &path.field("matchConstraints"), errors);
    let has_params = spec.param_kind.is_some();
    let variables = spec.variables.as_deref().unwrap_or_default();
    check_variables(variables, has_params, &path.field("variables"), errors);
    let conditions = spec.match_conditions.as_deref().unwrap_or_default();
    admission_rule::check_conditions(conditions, has_params, &path.field("matchConditions"), errors);
    let reinvocation = path.field("reinvocationPolicy");
    match spec.reinvocation_policy.as_deref() {
        None | Some("") => {
            errors.required(&reinvocation, "write `Never` or `IfNeeded`");
        }
        Some(policy) => errors.supported(&reinvocation, policy, &["IfNeeded", "Never"]),
    }
    let mutations = path.field("mutations");
    let list = spec.mutations.as_deref().unwrap_or_default();
    if list.is_empty() {
        errors.required(&mutations, "add a mutation");
    }
    let composed = Some(names_of(variables));
    let names = Names { composed, has_patches: true, ..Names::of_conditions(has_params) };
    for (index, mutation) in list.iter().enumerate() {
        check_mutation(mutation, &names, &mutations.index(index), errors);
    }
}

/// Checks the metadata of a policy or a binding.
pub(super) fn check_metadata(metadata: &ObjectMeta, errors: &mut FieldErrors) {
    let path = Path::ROOT.field("metadata");
    metadata::check_generic(metadata, Scope::Cluster, metadata::subdomain_name, &path, errors);
}

fn check_failure_policy(policy: Option<&str>, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(policy) = policy {
        errors.supported(&path.field("failurePolicy"), policy, &["Fail", "Ignore"]);
    }
}

/// Checks the requests that a policy is asked about, and the source of its parameters.
fn check_subject(
    kind: Option<&ParamKind>,
    constraints: Option<&MatchResources>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    if let Some(kind) = kind {
        check_param_kind(kind, &path.field("paramKind"), errors);
    }
    let at = path.field("matchConstraints");
    let Some(constraints) = constraints else {
        errors.required(&at, "say which requests the policy is asked about");
        return;
    };
    check_match_resources(constraints, &at, errors);
    if constraints.resource_rules.as_ref().is_none_or(Vec::is_empty) {
        errors.required(&at.field("resourceRules"), "list the operations and resources");
    }
}

/// `validateParamKind`.
fn check_param_kind(kind: &ParamKind, path: &Path<'_>, errors: &mut FieldErrors) {
    let (api_version, name) =
        (kind.api_version.as_deref().unwrap_or_default(), kind.kind.as_deref().unwrap_or_default());
    let at = path.field("apiVersion");
    if errors.present(&at, api_version, "write the group and version, such as `rules.example.com/v1`") {
        match api_version.split('/').collect::<Vec<_>>().as_slice() {
            [version] => {
                errors.content(&at, version, content::dns_1035_label(version));
            }
            [group, version] => {
                if !group.is_empty() {
                    errors.content(&at, group, content::dns_subdomain(group));
                }
                errors.content(&at, version, content::dns_1035_label(version));
            }
            _ => {
                errors.invalid(&at, api_version, "has more than one `/`", "write it like `rules.example.com/v1`");
            }
        }
    }
    let at = path.field("kind");
    if errors.present(&at, name, "write the kind of the parameters") {
        errors.content(&at, name, content::dns_1035_label(&name.to_lowercase()));
    }
}

/// `validateMatchResources`.
pub(super) fn check_match_resources(resources: &MatchResources, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(policy) = resources.match_policy.as_deref() {
        errors.supported(&path.field("matchPolicy"), policy, &["Equivalent", "Exact"]);
    }
    for (field, own) in
        [("namespaceSelector", &resources.namespace_selector), ("objectSelector", &resources.object_selector)]
    {
        if let Some(own) = own {
            selector::check(own, &path.field(field), errors);
        }
    }
    for (field, rules) in
        [("resourceRules", &resources.resource_rules), ("excludeResourceRules", &resources.exclude_resource_rules)]
    {
        let list = path.field(field);
        for (index, rule) in rules.iter().flatten().enumerate() {
            check_rule(rule, &list.index(index), errors);
        }
    }
}

/// `validateNamedRuleWithOperations`.
fn check_rule(rule: &NamedRuleWithOperations, path: &Path<'_>, errors: &mut FieldErrors) {
    let list = path.field("resourceNames");
    let mut names = BTreeSet::new();
    for (index, name) in rule.resource_names.iter().flatten().enumerate() {
        let at = list.index(index);
        errors.content(&at, name, content::path_segment(name, false));
        if !names.insert(name) {
            errors.duplicate(&at, name, "list each name once");
        }
    }
    admission_rule::check(&AdmissionRule::of_policy(rule), path, errors);
}

/// `validateVariable`. Each can use those before it.
fn check_variables(variables: &[Variable], has_params: bool, list: &Path<'_>, errors: &mut FieldErrors) {
    let mut names = Names { composed: Some(Vec::new()), ..Names::of_conditions(has_params) };
    for (index, variable) in variables.iter().enumerate() {
        let path = list.index(index);
        let at = path.field("name");
        if errors.present(&at, &variable.name, "give the variable a name") {
            errors.content(&at, &variable.name, content::c_identifier(&variable.name));
        }
        check_expression(&variable.expression, &names, &[], &path.field("expression"), errors);
        if let Some(composed) = &mut names.composed {
            composed.push(&variable.name);
        }
    }
}

fn names_of(variables: &[Variable]) -> Vec<&str> {
    variables.iter().map(|variable| variable.name.as_str()).collect()
}

fn check_expression(expression: &str, names: &Names<'_>, results: &[Type], path: &Path<'_>, errors: &mut FieldErrors) {
    if errors.present(path, expression.trim(), "write a CEL expression") {
        names.check(expression, results, path, errors);
    }
}

/// `validateValidation`.
fn check_validation(validation: &Validation, names: &Names<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    check_expression(&validation.expression, names, &[Type::Bool], &path.field("expression"), errors);
    if let Some(message) = validation.message_expression.as_deref().filter(|message| !message.is_empty()) {
        let at = path.field("messageExpression");
        if message.trim().is_empty() {
            errors.invalid(&at, message, "is blank", "write a CEL expression, or take `messageExpression` out");
        } else {
            let names = Names { has_authorizer: false, composed: names.composed.clone(), ..*names };
            names.check(message, &[Type::Text], &at, errors);
        }
    }
    let message = validation.message.as_deref().unwrap_or_default();
    let at = path.field("message");
    if !message.is_empty() && message.trim().is_empty() {
        errors.invalid(&at, message, "is blank", "write a message, or take `message` out");
    } else if message.trim().contains('\n') {
        errors.invalid(&at, message, "has line breaks", "write the message in one line");
    }
    if let Some(reason) = validation.reason.as_deref() {
        errors.supported(&path.field("reason"), reason, &REASONS);
    }
}

/// `validateAuditAnnotation`: with the policy's name before it, the key is that of an annotation.
fn check_audit_annotations(
    annotations: &[AuditAnnotation],
    policy: &str,
    names: &Names<'_>,
    list: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let mut keys = BTreeSet::new();
    for (index, annotation) in annotations.iter().enumerate() {
        let path = list.index(index);
        let at = path.field("key");
        if errors.present(&at, &annotation.key, "give the annotation a key") {
            let whole = if policy.is_empty() { annotation.key.clone() } else { format!("{policy}/{}", annotation.key) };
            errors.content(&at, &annotation.key, content::qualified_name(&whole));
        }
        if !keys.insert(&annotation.key) {
            errors.duplicate(&at, &annotation.key, "give each annotation a key of its own");
        }
        check_expression(
            &annotation.value_expression,
            names,
            &[Type::Text, Type::Null],
            &path.field("valueExpression"),
            errors,
        );
    }
}

/// `validateMutation`.
fn check_mutation(mutation: &Mutation, names: &Names<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let apply = (path.field("applyConfiguration"), mutation.apply_configuration.as_ref().map(|it| &it.expression));
    let patch = (path.field("jsonPatch"), mutation.json_patch.as_ref().map(|it| &it.expression));
    let kind = path.field("patchType");
    let (wanted, other, result) = match mutation.patch_type.as_str() {
        "ApplyConfiguration" => (apply, patch, Type::Message),
        "JSONPatch" => (patch, apply, Type::Messages),
        "" => {
            errors.required(&kind, "write `ApplyConfiguration` or `JSONPatch`");
            return;
        }
        unknown => return errors.supported(&kind, unknown, &["ApplyConfiguration", "JSONPatch"]),
    };
    match wanted {
        (at, None) => {
            errors.required(&at, format!("add it: the patch is of type `{}`", mutation.patch_type));
        }
        (at, Some(expression)) => {
            let text = expression.as_deref().unwrap_or_default();
            check_expression(text, names, &[result], &at.field("expression"), errors);
        }
    }
    if let (at, Some(_)) = other {
        let why = format!("does not go with `{}`", mutation.patch_type);
        errors.invalid(&at, "the other kind of patch", why, "keep the one that `patchType` names");
    }
}
