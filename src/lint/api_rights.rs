//! What known clients of the Kubernetes API need to be allowed, and whether a rule of a role allows it.

use k8s_openapi::api::rbac::v1::PolicyRule;

use crate::composition::Member;
use crate::k8s::Container;

/// The rights that a container needs on one kind of object.
pub(super) struct Need {
    pub(super) group: &'static str,
    pub(super) resource: &'static str,
    pub(super) verbs: &'static [&'static str],
    /// The one object that it works on, where that is known.
    pub(super) name: Option<String>,
    /// The reason for the right, as a clause.
    pub(super) why: &'static str,
}

impl Need {
    /// Returns whether a rule allows a verb.
    pub(super) fn is_met_by(&self, rule: &PolicyRule, verb: &str) -> bool {
        let has = |list: &Option<Vec<String>>, word: &str| list.iter().flatten().any(|own| own == word || own == "*");
        let names = rule.resource_names.as_deref().unwrap_or_default();
        // The name of an object that does not exist yet cannot be compared.
        let named = match (&self.name, verb) {
            _ if names.is_empty() => true,
            (_, "create" | "list" | "watch") => false,
            (Some(name), _) => names.contains(name),
            (None, _) => true,
        };
        has(&rule.api_groups, self.group)
            && has(&rule.resources, self.resource)
            && named
            && rule.verbs.iter().any(|own| own == verb || own == "*")
    }
}

/// Returns what a container that elects a leader by a Lease needs.
pub(super) fn lease_needs(member: &Member, container: &Container<'_>) -> [Need; 2] {
    let lease = |verbs, name| Need {
        group: "coordination.k8s.io",
        resource: "leases",
        verbs,
        name,
        why: "elects a leader by a Lease",
    };
    [lease(&["get", "update"], election(member, container)), lease(&["create"], None)]
}

/// The name of the election, where a container is told one.
fn election(member: &Member, container: &Container<'_>) -> Option<String> {
    const NAMES: [&str; 7] = [
        "--election",
        "--election-name",
        "--lease-name",
        "--lease",
        "--leader-election-id",
        "--election-id",
        "--leader-elect-resource-name",
    ];
    let options = member.command.options();
    let option = options.iter().find(|option| NAMES.contains(&option.name)).and_then(|option| option.value);
    let variable = || {
        let named = ["ELECTIONS", "ELECTION", "ELECTION_NAME", "LEASE_NAME"];
        let mut variables = container.spec.env.iter().flatten();
        variables.find(|variable| named.contains(&variable.name.as_str()))?.value.as_deref()
    };
    let name = option.or_else(variable)?;
    (!name.contains(['$', '/', ',', ' '])).then(|| name.to_owned())
}
