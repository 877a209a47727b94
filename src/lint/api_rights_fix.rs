//! The fix of rights on the Kubernetes API that are missing: they are added to a role of the account, in whatever file it
//! stands.

use k8s_openapi::api::rbac::v1::PolicyRule;
use serde_json::{Value, json};

use super::fix::Repair;
use super::kubectl::Need;
use super::settings::Settings;
use super::sink::is_editable;
use crate::composition::{Context, WrittenRole};
use crate::edit::Change;
use crate::k8s::Manifest;
use crate::yaml::FieldPath;

/// Verbs that a rule with the names of objects does not allow.
const WITHOUT_NAME: [&str; 3] = ["create", "list", "watch"];

/// Returns a role with its text, if fixes are asked for and can edit it.
pub(super) fn editable_role(manifest: &Manifest, settings: &Settings) -> Option<Manifest> {
    let is_role = matches!(&*manifest.identity.kind, "Role" | "ClusterRole");
    (is_role && settings.has_fixes() && is_editable(manifest)).then(|| manifest.untyped())
}

/// Returns the role of an account that one of a container's needs is to be added to, and the repair that adds it, together
/// with all else that the container needs in the same namespace.
pub(super) fn grant<'a>(
    needs: &[Need],
    missing: &Need,
    account: &str,
    context: &Context<'a>,
) -> Option<(&'a Manifest, Repair)> {
    let WrittenRole { manifest, rules } = context.written_role_of(account, missing.within.as_deref())?;
    let granted = context.rules_of(account, missing.within.as_deref())?;
    let mut wanted: Vec<Wanted<'_>> = Vec::new();
    for need in needs.iter().filter(|need| need.within == missing.within) {
        let is_missing = |verb: &&&str| !granted.iter().any(|rule| need.is_met_by(rule, verb));
        for verb in need.verbs.iter().filter(is_missing) {
            let name = need.name.as_deref().filter(|_| !WITHOUT_NAME.contains(verb));
            let Wanted { verbs, .. } = Wanted::find_or_add(&mut wanted, need, name);
            verbs.push(verb);
        }
    }
    let changes = changes(&wanted, rules);
    let identity = &manifest.identity;
    let name = identity.name.as_deref().unwrap_or_default();
    (!changes.is_empty())
        .then(|| (manifest, Repair::to_review(format!("add the rights to the {} `{name}`", identity.kind), changes)))
}

/// Verbs on objects that a role is to allow.
struct Wanted<'n> {
    group: &'static str,
    resource: &'static str,
    /// The one object that they are for.
    name: Option<&'n str>,
    verbs: Vec<&'static str>,
}

impl<'n> Wanted<'n> {
    fn find_or_add<'w>(all: &'w mut Vec<Self>, need: &Need, name: Option<&'n str>) -> &'w mut Self {
        let (group, resource) = (need.group, need.resource);
        let known = |own: &Self| (own.group, own.resource, own.name) == (group, resource, name);
        let at = all.iter().position(known).unwrap_or_else(|| {
            all.push(Self { group, resource, name, verbs: Vec::new() });
            all.len() - 1
        });
        &mut all[at]
    }

    /// Returns true if a rule is about exactly these objects.
    fn is_of(&self, rule: &PolicyRule) -> bool {
        let names = rule.resource_names.as_deref().unwrap_or_default();
        rule.api_groups.as_deref() == Some(&[self.group.to_owned()])
            && rule.resources.as_deref() == Some(&[self.resource.to_owned()])
            && names.iter().map(String::as_str).eq(self.name)
    }

    fn rule(&self) -> Value {
        match self.name {
            Some(name) => json!({
                "apiGroups": [self.group], "resources": [self.resource], "resourceNames": [name], "verbs": self.verbs,
            }),
            None => json!({"apiGroups": [self.group], "resources": [self.resource], "verbs": self.verbs}),
        }
    }
}

/// Returns the changes of a role: verbs are added to the rule about the same objects, or a rule to the others.
fn changes(wanted: &[Wanted<'_>], rules: &[PolicyRule]) -> Vec<Change> {
    let path = || FieldPath::default().field("rules");
    let (mut changes, mut new) = (Vec::new(), Vec::new());
    for own in wanted {
        match rules.iter().position(|rule| own.is_of(rule)) {
            Some(at) => {
                let verbs = path().index(at).field("verbs");
                changes.extend(own.verbs.iter().map(|verb| Change::append(verbs.clone(), *verb)));
            }
            None => new.push(own.rule()),
        }
    }
    if rules.is_empty() && !new.is_empty() {
        changes.push(Change::Set(path(), new.into()));
    } else {
        changes.extend(new.into_iter().map(|rule| Change::append(path(), rule)));
    }
    changes
}
