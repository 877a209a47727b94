//! Roles and their bindings: Role, ClusterRole, RoleBinding, ClusterRoleBinding.
//!
//! Source: `pkg/apis/rbac/validation/validation.go`, defaults of `pkg/apis/rbac/v1/defaults.go`.

use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::metadata::{self, Scope};
use super::{FieldErrors, content, selector};
use crate::yaml::Path;

const GROUP: &str = "rbac.authorization.k8s.io";

fn check_metadata(metadata: &ObjectMeta, scope: Scope, errors: &mut FieldErrors) {
    let path = Path::ROOT.field("metadata");
    // A name that is only the beginning is tested as a whole one: `ValidateRBACName`.
    metadata::check(metadata, scope, |name, _| content::path_segment(name, false), &path, errors);
    metadata::check_generation(metadata, &path, errors);
}

/// `ValidateRole`.
pub(super) fn check_role(object: &Role, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, Scope::Namespaced, errors);
    check_rules(object.rules.as_deref().unwrap_or_default(), Scope::Namespaced, errors);
}

/// `ValidateClusterRole`.
pub(super) fn check_cluster_role(object: &ClusterRole, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, Scope::Cluster, errors);
    check_rules(object.rules.as_deref().unwrap_or_default(), Scope::Cluster, errors);
    let Some(aggregation) = &object.aggregation_rule else { return };
    let path = Path::ROOT.field("aggregationRule.clusterRoleSelectors");
    let selectors = aggregation.cluster_role_selectors.as_deref().unwrap_or_default();
    if selectors.is_empty() {
        errors.required(&path, "select the roles to gather, such as `[{matchLabels: {aggregate-to-x: \"true\"}}]`");
    }
    for (index, selector) in selectors.iter().enumerate() {
        selector::check(selector, &path.index(index), errors);
    }
}

/// `ValidatePolicyRule`.
fn check_rules(rules: &[PolicyRule], scope: Scope, errors: &mut FieldErrors) {
    let list = Path::ROOT.field("rules");
    for (index, rule) in rules.iter().enumerate() {
        let path = list.index(index);
        if rule.verbs.is_empty() {
            errors.required(&path.field("verbs"), "list what may be done, such as `verbs: [get, list, watch]`");
        }
        let urls = rule.non_resource_urls.as_deref().unwrap_or_default();
        if urls.is_empty() {
            if is_empty(rule.api_groups.as_ref()) {
                let help = "list the API groups, such as `apiGroups: [apps]`; `[\"\"]` is the core group";
                errors.required(&path.field("apiGroups"), help);
            }
            if is_empty(rule.resources.as_ref()) {
                errors.required(&path.field("resources"), "list the resources, such as `resources: [pods]`");
            }
        } else {
            check_urls(rule, &urls.join(", "), scope, &path.field("nonResourceURLs"), errors);
        }
    }
}

fn check_urls(rule: &PolicyRule, urls: &str, scope: Scope, path: &Path<'_>, errors: &mut FieldErrors) {
    if scope == Scope::Namespaced {
        let help = "put the rule into a ClusterRole";
        errors.invalid(path, urls, "belongs to no namespace, and a Role grants nothing outside its own", help);
    }
    if [&rule.api_groups, &rule.resources, &rule.resource_names].into_iter().any(|list| !is_empty(list.as_ref())) {
        errors.invalid(path, urls, "stands in one rule with resources", "write two rules");
    }
}

fn is_empty(list: Option<&Vec<String>>) -> bool {
    list.is_none_or(Vec::is_empty)
}

/// `ValidateRoleBinding`.
pub(super) fn check_role_binding(object: &RoleBinding, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, Scope::Namespaced, errors);
    check_role_ref(&object.role_ref, &["Role", "ClusterRole"], errors);
    check_subjects(object.subjects.as_deref().unwrap_or_default(), Scope::Namespaced, errors);
}

/// `ValidateClusterRoleBinding`.
pub(super) fn check_cluster_role_binding(object: &ClusterRoleBinding, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, Scope::Cluster, errors);
    check_role_ref(&object.role_ref, &["ClusterRole"], errors);
    check_subjects(object.subjects.as_deref().unwrap_or_default(), Scope::Cluster, errors);
}

/// The role that is bound; RBAC's own API group is the default.
fn check_role_ref(role: &RoleRef, kinds: &[&str], errors: &mut FieldErrors) {
    let path = Path::ROOT.field("roleRef");
    check_group(role.api_group.as_deref(), GROUP, &path, errors);
    if !kinds.contains(&role.kind.as_str()) {
        errors.not_supported(&path.field("kind"), &role.kind, kinds);
    }
    if role.name.is_empty() {
        errors.required(&path.field("name"), "write the name of the role to bind");
    } else {
        errors.content(&path.field("name"), &role.name, content::path_segment(&role.name, false));
    }
}

/// `ValidateRoleBindingSubject`.
fn check_subjects(subjects: &[Subject], scope: Scope, errors: &mut FieldErrors) {
    let list = Path::ROOT.field("subjects");
    for (index, subject) in subjects.iter().enumerate() {
        let path = list.index(index);
        if subject.name.is_empty() {
            errors.required(&path.field("name"), "write the name of the user, group or service account");
        }
        match subject.kind.as_str() {
            "ServiceAccount" => check_service_account(subject, scope, &path, errors),
            "User" | "Group" => check_group(subject.api_group.as_deref(), GROUP, &path, errors),
            other => {
                errors.not_supported(&path.field("kind"), other, &["ServiceAccount", "User", "Group"]);
            }
        }
    }
}

fn check_service_account(subject: &Subject, scope: Scope, path: &Path<'_>, errors: &mut FieldErrors) {
    if !subject.name.is_empty() {
        errors.content(&path.field("name"), &subject.name, content::dns_subdomain(&subject.name));
    }
    check_group(subject.api_group.as_deref(), "", path, errors);
    if scope == Scope::Cluster && subject.namespace.as_deref().unwrap_or_default().is_empty() {
        errors.required(&path.field("namespace"), "write the namespace of the service account");
    }
}

/// A group that is left out is the right one.
fn check_group(group: Option<&str>, right: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(group) = group.filter(|group| !group.is_empty() && *group != right) else { return };
    let fault = errors.not_supported(&path.field("apiGroup"), group, &[right]);
    fault.help = match right {
        "" => "take `apiGroup` out; service accounts are in the core group".to_owned(),
        right => format!("write `apiGroup: {right}`, or take it out"),
    };
}
