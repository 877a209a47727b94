//! The rights that known clients of the Kubernetes API need, and whether a rule of a role allows it.

use k8s_openapi::api::rbac::v1::PolicyRule;

use super::kubectl::{self, Need};
use crate::composition::{Context, Member};

/// A right that is missing.
pub(super) struct Missing {
    pub(super) verb: &'static str,
    /// The binding that gives it to an account which no Pod of the input runs as: its name, and the account.
    pub(super) given_to: Option<(String, String)>,
}

impl Need {
    /// Returns the right that an account lacks, as far as the input tells.
    pub(super) fn missing(&self, account: &str, context: &Context<'_>) -> Option<Missing> {
        if let Some(rules) = context.rules_of(account, self.within.as_deref()) {
            let verb = self.verbs.iter().find(|verb| !rules.iter().any(|rule| self.is_met_by(rule, verb)))?;
            return Some(Missing { verb, given_to: None });
        }
        if context.is_bound(account) {
            return None;
        }
        // Nothing names the account. Where the input has it, or it is nobody's in particular, and the same right goes to
        // an account that nothing runs as, the two were meant to be one.
        let home = context.namespace.unwrap_or("default");
        let at_home = self.within.as_deref().is_none_or(|within| within == home);
        let is_here = at_home && (account == "default" || context.has("ServiceAccount", account));
        let bindings = context.idle_bindings();
        let grants =
            |rules: &[PolicyRule]| self.verbs.iter().all(|verb| rules.iter().any(|rule| self.is_met_by(rule, verb)));
        let (binding, _) = bindings.iter().find(|(_, rules)| is_here && grants(rules))?;
        let subject = binding.subjects.iter().flatten().next()?;
        let name = binding.metadata.name.clone().unwrap_or_default();
        let other =
            subject.namespace.as_ref().filter(|of| Some(of.as_str()) != context.namespace && subject.name == account);
        let to = other.map_or_else(|| subject.name.clone(), |of| format!("{of}/{}", subject.name));
        Some(Missing { verb: self.verbs.first()?, given_to: Some((name, to)) })
    }

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

/// Returns true if a container is known to talk to the Kubernetes API.
pub(super) fn is_client(member: &Member) -> bool {
    const CLIENTS: [&str; 3] = ["config-sync", "config-sync-with-health", "kube-rbac-proxy"];
    let software = member.software().map(|software| software.id.as_str()).unwrap_or_default();
    let elects = member.command.options().iter().any(|option| option.name.contains("leader-elect"));
    CLIENTS.contains(&software) || elects || member.runs_program("kubectl")
}

/// Returns what a container needs of which the software is a client of the API.
pub(super) fn client_needs(member: &Member) -> Vec<Need> {
    let review = |group, resource, why| Need { group, resource, verbs: &["create"], name: None, within: None, why };
    let software = member.software().map(|software| software.id.as_str()).unwrap_or_default();
    if member.coordination.elects_by_config_map {
        let why = "elects a leader by a ConfigMap";
        return vec![Need { group: "", resource: "configmaps", verbs: &["get"], name: None, within: None, why }];
    }
    match software {
        "config-sync" | "config-sync-with-health" => vec![Need {
            group: "",
            resource: "configmaps",
            verbs: &["get", "list", "watch"],
            name: None,
            within: None,
            why: "reads ConfigMaps from the API server",
        }],
        "kube-rbac-proxy" if member.image.base() == "kube-rbac-proxy" => vec![
            review("authentication.k8s.io", "tokenreviews", "asks the API server who sends a request"),
            review("authorization.k8s.io", "subjectaccessreviews", "asks the API server what a sender may do"),
        ],
        _ => kubectl::needs(member),
    }
}

/// Returns true if an account has what is given to electors that use a ConfigMap instead of a Lease, as they did before
/// client-go 0.24: a right on a ConfigMap of a certain name, or on the status that ConfigMaps do not have.
pub(super) fn elects_by_config_map(account: &str, context: &Context<'_>) -> bool {
    let is_of_elector = |rule: &&PolicyRule| {
        let of = |name: &str| rule.resources.iter().flatten().any(|own| own == name);
        let is_named = rule.resource_names.as_ref().is_some_and(|names| !names.is_empty());
        let writes = rule.verbs.iter().any(|verb| verb == "update" || verb == "patch");
        writes && (of("configmaps/status") || of("configmaps") && is_named)
    };
    context.rules_of(account, None).is_some_and(|rules| rules.into_iter().any(|rule| is_of_elector(&rule)))
}

/// Returns what a container that elects a leader by a Lease needs.
pub(super) fn lease_needs(member: &Member) -> [Need; 2] {
    let lease = |verbs, name| Need {
        group: "coordination.k8s.io",
        resource: "leases",
        verbs,
        name,
        within: member.coordination.lease_namespace.clone(),
        why: "elects a leader by a Lease",
    };
    let names = &member.coordination.elections;
    let name = names.first().filter(|_| names.len() == 1).cloned();
    [lease(&["get", "update"], name), lease(&["create"], None)]
}
