//! Restarts of one container, by itself and after a change of its resources.

use std::collections::HashSet;

use k8s_openapi::api::core::v1::{Container, ContainerRestartRule};

use super::pod_defaults::PodDefaults;
use crate::validity::FieldErrors;
use crate::yaml::Path;

const POLICIES: [&str; 3] = ["Always", "Never", "OnFailure"];
const ACTIONS: [&str; 2] = ["Restart", "RestartAllContainers"];
const OPERATORS: [&str; 2] = ["In", "NotIn"];
const RESIZED: [&str; 2] = ["cpu", "memory"];
const RESIZE_POLICIES: [&str; 2] = ["NotRequired", "RestartContainer"];

/// `validateContainerRestartPolicy`.
pub(super) fn check(container: &Container, path: &Path<'_>, errors: &mut FieldErrors) {
    let rules = container.restart_policy_rules.as_deref().unwrap_or_default();
    match container.restart_policy.as_deref() {
        None if rules.is_empty() => return,
        None => require_policy(path, errors),
        Some(policy) => errors.supported(&path.field("restartPolicy"), policy, &POLICIES),
    }
    let list = path.field("restartPolicyRules");
    if rules.len() > 20 {
        errors.too_many(&list, rules.len(), 20);
    }
    for (index, rule) in rules.iter().enumerate() {
        check_rule(rule, &list.index(index), errors);
    }
}

/// `validateInitContainerRestartPolicy`.
pub(super) fn check_init(container: &Container, path: &Path<'_>, errors: &mut FieldErrors) {
    if container.restart_policy.is_some() {
        check(container, path, errors);
    } else if container.restart_policy_rules.as_ref().is_some_and(|rules| !rules.is_empty()) {
        require_policy(path, errors);
    }
}

fn require_policy(path: &Path<'_>, errors: &mut FieldErrors) {
    let help = "say what happens where no rule matches, such as `restartPolicy: Never`";
    errors.required(&path.field("restartPolicy"), help);
}

fn check_rule(rule: &ContainerRestartRule, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.supported(&path.field("action"), &rule.action, &ACTIONS);
    let path = path.field("exitCodes");
    let Some(codes) = &rule.exit_codes else {
        errors.required(&path, "name the exit codes, such as `exitCodes: {operator: In, values: [42]}`");
        return;
    };
    errors.supported(&path.field("operator"), &codes.operator, &OPERATORS);
    let count = codes.values.as_ref().map_or(0, Vec::len);
    if count > 255 {
        errors.too_many(&path.field("values"), count, 255);
    }
}

/// `validateResizePolicy`. The server names the list for most errors, not the entry.
pub(super) fn check_resize(
    container: &Container,
    defaults: &PodDefaults<'_>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let mut seen = HashSet::new();
    for (index, policy) in container.resize_policy.iter().flatten().enumerate() {
        let place = path.index(index);
        let (resource, restart) = (policy.resource_name.as_str(), policy.restart_policy.as_str());
        if !seen.insert(resource) {
            errors.duplicate(&place, resource, "say once what happens for each resource");
        }
        for (field, value, allowed) in
            [("resourceName", resource, RESIZED), ("restartPolicy", restart, RESIZE_POLICIES)]
        {
            let place = place.field(field);
            let fault = match value {
                "" => errors.required(&place, format!("write `{}` or `{}`", allowed[0], allowed[1])),
                _ if allowed.contains(&value) => continue,
                _ => errors.not_supported(&place, value, &allowed),
            };
            fault.path = path.to_buf();
            fault.at(&place);
        }
        if defaults.never_restarts() && restart != "NotRequired" {
            let why = "does not go together with the Pod's `restartPolicy: Never`";
            errors.invalid(path, restart, why, "write `restartPolicy: NotRequired`").at(&place.field("restartPolicy"));
        }
    }
}
