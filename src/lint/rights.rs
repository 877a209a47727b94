//! What the rules of roles grant, wildcards included. Roles of Kubernetes itself are passed over.

use k8s_openapi::api::rbac::v1::PolicyRule;

use crate::k8s::Object;
use crate::yaml::FieldPath;

/// A right: any of the verbs on any of the resources, all of them and not only some by name.
pub(super) struct Right {
    pub(super) groups: &'static [&'static str],
    pub(super) resources: &'static [&'static str],
    pub(super) verbs: &'static [&'static str],
}

/// Roles that every cluster has, and one of GKE.
const BUILT_IN: [&str; 5] = ["admin", "cluster-admin", "edit", "view", "gce:podsecuritypolicy:calico-sa"];

/// Returns the rules of a role, each with its place; none for other objects and for roles that every cluster has.
pub(super) fn rules(object: &Object) -> impl Iterator<Item = (FieldPath, &PolicyRule)> {
    let (metadata, rules) = match object {
        Object::Role(role) => (Some(&role.metadata), role.rules.as_deref()),
        Object::ClusterRole(role) => (Some(&role.metadata), role.rules.as_deref()),
        _ => (None, None),
    };
    let name = metadata.and_then(|metadata| metadata.name.as_deref()).unwrap_or_default();
    let is_built_in = name.starts_with("system:") || BUILT_IN.contains(&name);
    let rules = rules.filter(|_| !is_built_in).unwrap_or_default().iter().enumerate();
    rules.map(|(at, rule)| (FieldPath::default().field("rules").index(at), rule))
}

/// Returns the places of the rules of a role that grant a right: the resource, or the first of them.
pub(super) fn granting(object: &Object, right: &Right) -> Vec<FieldPath> {
    let names = |rule: &PolicyRule| rule.resource_names.iter().flatten().next().is_some();
    let is_part = |word: &str, wanted: &&str| {
        // `*/scale` is a part of every resource.
        word.strip_prefix('*').is_some_and(|part| part.starts_with('/') && wanted.ends_with(part))
    };
    let any = |list: Option<&[String]>, wanted: &[&str]| {
        let matches = |word: &String| wanted.iter().any(|wanted| word == wanted || is_part(word, wanted));
        list.unwrap_or_default().iter().position(|word| word == "*" || matches(word))
    };
    let granting = rules(object).filter(|(_, rule)| !names(rule)).filter_map(|(place, rule)| {
        any(rule.api_groups.as_deref(), right.groups)?;
        any(Some(&rule.verbs), right.verbs)?;
        let at = any(rule.resources.as_deref(), right.resources)?;
        Some(place.field("resources").index(at))
    });
    granting.collect()
}
