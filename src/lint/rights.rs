//! The rights that rules of roles grant, wildcards included. Roles of Kubernetes itself are passed over.

use k8s_openapi::api::rbac::v1::PolicyRule;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::k8s::Object;
use crate::yaml::FieldPath;

/// A right: any of the verbs on any of the resources, all of them and not only some by name.
pub(super) struct Right {
    pub(super) groups: &'static [&'static str],
    pub(super) resources: &'static [&'static str],
    pub(super) verbs: &'static [&'static str],
}

/// The right to run commands in containers.
pub(super) const EXEC: Right =
    Right { groups: &[""], resources: &["pods/exec", "pods/attach"], verbs: &["get", "create"] };

impl Right {
    /// Returns true if a rule of a role grants it.
    pub(super) fn is_granted_by(&self, rule: &PolicyRule) -> bool {
        self.granted_resource(rule).is_some()
    }

    /// Returns the place of the resource in the rule of a role that grants it.
    fn granted_resource(&self, rule: &PolicyRule) -> Option<usize> {
        if rule.resource_names.iter().flatten().next().is_some() {
            return None;
        }
        position(rule.api_groups.as_deref(), self.groups)?;
        position(Some(&rule.verbs), self.verbs)?;
        position(rule.resources.as_deref(), self.resources)
    }
}

/// Returns the place of the first word that covers one of those wanted: itself, `*`, or `*/scale` for a part of every
/// resource.
fn position(list: Option<&[String]>, wanted: &[&str]) -> Option<usize> {
    let is_part =
        |word: &str, of: &str| word.strip_prefix('*').is_some_and(|part| part.starts_with('/') && of.ends_with(part));
    let covers = |word: &String| word == "*" || wanted.iter().any(|of| word == of || is_part(word, of));
    list.unwrap_or_default().iter().position(covers)
}

/// Roles and bindings that every cluster has, and one of GKE.
const BUILT_IN: [&str; 5] = ["admin", "cluster-admin", "edit", "view", "gce:podsecuritypolicy:calico-sa"];

/// Returns true if a role or binding is one that every cluster has.
pub(super) fn is_built_in(metadata: &ObjectMeta) -> bool {
    let name = metadata.name.as_deref().unwrap_or_default();
    name.starts_with("system:") || BUILT_IN.contains(&name)
}

/// Returns the rules of a role, each with its place; none for other objects and for roles that every cluster has.
pub(super) fn rules(object: &Object) -> impl Iterator<Item = (FieldPath, &PolicyRule)> {
    let (metadata, rules) = match object {
        Object::Role(role) => (Some(&role.metadata), role.rules.as_deref()),
        Object::ClusterRole(role) => (Some(&role.metadata), role.rules.as_deref()),
        _ => (None, None),
    };
    let rules = rules.filter(|_| !metadata.is_some_and(is_built_in)).unwrap_or_default().iter().enumerate();
    rules.map(|(at, rule)| (FieldPath::default().field("rules").index(at), rule))
}

/// Returns the places of the rules of a role that grant a right: the resource, or the first of them.
pub(super) fn granting(object: &Object, right: &Right) -> Vec<FieldPath> {
    let granting =
        rules(object).filter_map(|(place, rule)| Some(place.field("resources").index(right.granted_resource(rule)?)));
    granting.collect()
}
