//! The bindings of admission policies: ValidatingAdmissionPolicyBinding, MutatingAdmissionPolicyBinding.
//!
//! Source: `pkg/apis/admissionregistration/validation/validation.go`.

use std::collections::BTreeSet;

use k8s_openapi::api::admissionregistration::v1::{
    MatchResources, MutatingAdmissionPolicyBinding, ParamRef, ValidatingAdmissionPolicyBinding,
};

use super::admission_policy::{check_match_resources, check_metadata};
use super::{FieldErrors, content, selector};
use crate::yaml::Path;

const ACTIONS: [&str; 3] = ["Audit", "Deny", "Warn"];

/// `validateValidatingAdmissionPolicyBinding`.
pub(super) fn check_validating(object: &ValidatingAdmissionPolicyBinding, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
    let (spec, path) = (&object.spec, Path::ROOT.field("spec"));
    check_binding(&spec.policy_name, spec.param_ref.as_ref(), spec.match_resources.as_ref(), &path, errors);
    let list = path.field("validationActions");
    let actions = spec.validation_actions.as_slice();
    if actions.is_empty() {
        errors.required(&list, "list what happens, such as `[Warn, Audit]`");
    }
    let mut seen = BTreeSet::new();
    for (index, action) in actions.iter().enumerate() {
        errors.supported(&list.index(index), action, &ACTIONS);
        if !seen.insert(action.as_str()) {
            errors.duplicate(&list.index(index), action, "list each action once");
        }
    }
    if seen.contains("Deny") && seen.contains("Warn") {
        let help = "keep `Deny`, which tells the user as well";
        errors.invalid(&list, actions.join(", "), "hold `Deny` and `Warn`", help);
    }
}

/// `validateMutatingAdmissionPolicyBinding`.
pub(super) fn check_mutating(object: &MutatingAdmissionPolicyBinding, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
    let spec = object.spec.clone().unwrap_or_default();
    let policy = spec.policy_name.as_deref().unwrap_or_default();
    let path = Path::ROOT.field("spec");
    check_binding(policy, spec.param_ref.as_ref(), spec.match_resources.as_ref(), &path, errors);
}

fn check_binding(
    policy: &str,
    params: Option<&ParamRef>,
    resources: Option<&MatchResources>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let at = path.field("policyName");
    if errors.present(&at, policy, "write the name of the policy") {
        errors.content(&at, policy, content::dns_subdomain(policy));
    }
    if let Some(params) = params {
        check_param_ref(params, &path.field("paramRef"), errors);
    }
    if let Some(resources) = resources {
        check_match_resources(resources, &path.field("matchResources"), errors);
    }
}

/// `validateParamRef`.
fn check_param_ref(params: &ParamRef, path: &Path<'_>, errors: &mut FieldErrors) {
    let name = params.name.as_deref().unwrap_or_default();
    if !name.is_empty() {
        let at = path.field("name");
        errors.content(&at, name, content::path_segment(name, false));
        if params.selector.is_some() {
            errors.forbidden(&at, "parameters by name and by selector rule each other out", "keep one of the two");
            let at = path.field("selector");
            errors.forbidden(&at, "parameters by name and by selector rule each other out", "keep one of the two");
        }
    } else if params.selector.is_none() {
        errors.required(path, "write the `name` of the parameters, or a `selector`");
    }
    if let Some(own) = &params.selector {
        selector::check(own, &path.field("selector"), errors);
    }
    let at = path.field("parameterNotFoundAction");
    match params.parameter_not_found_action.as_deref() {
        None => {
            errors.required(&at, "write `Allow` or `Deny`");
        }
        Some(action) => errors.supported(&at, action, &["Allow", "Deny"]),
    }
}
