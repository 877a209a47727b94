//! The ServiceAccount of a description: one that exists, or one to create, with its rights.

use crate::pattern::description::fields::{self, Fields};
use crate::pattern::description::name;
use crate::pattern::description::spanned_value::{Place, Spanned, SpannedValue, Value};
use crate::pattern::problem::Problems;

/// A ServiceAccount a user asks for.
#[derive(Clone, Debug)]
pub(crate) struct ServiceAccount {
    /// The place where it was asked for.
    pub place: Place,
    /// Its name; the workload's, unless given.
    pub name: Option<Spanned<String>>,
    /// True if it is among the objects.
    pub create: bool,
    /// Its annotations, by which clouds give it an identity.
    pub annotations: Option<SpannedValue>,
    /// Rules of a Role, as in the Kubernetes API.
    pub rules: Vec<SpannedValue>,
}

/// Refuses another account under the name that the API has for it.
pub(crate) fn refuse_two(account: Option<&ServiceAccount>, said: Option<&SpannedValue>, problems: &mut Problems) {
    let (Some(account), Some(said)) = (account, said.filter(|said| !said.is_null())) else { return };
    let name = account.name.as_ref().map(|name| name.value.as_str());
    if said.to_json().as_str() != name {
        let help = "leave one of `serviceAccount` and `serviceAccountName` out".to_owned();
        problems.add(&said.place, "the Pods have two accounts", "the second one", help);
    }
}

/// Reads a name, or `{name, create, annotations, rules}`.
pub(crate) fn read(item: &SpannedValue, problems: &mut Problems) -> Option<ServiceAccount> {
    let place = item.place.clone();
    if let Value::Scalar { .. } = item.value {
        let name = Some(name::name(item, "`serviceAccount`", problems)?);
        return Some(ServiceAccount { place, name, create: false, annotations: None, rules: Vec::new() });
    }
    let expected = "write the name of an account, or `{create: true, rules: […]}`";
    let mut fields = Fields::of(item, "`serviceAccount`", expected, problems)?;
    let name = fields.take("name").and_then(|item| name::name(item, "`serviceAccount.name`", problems));
    let create = fields.take("create").and_then(|item| fields::boolean(item, "`serviceAccount.create`", problems));
    let annotations = fields.take("annotations").cloned();
    let rules = fields.take("rules").map(|item| fields::one_or_many(item).to_vec()).unwrap_or_default();
    fields.refuse_others([], problems);
    let create = create.unwrap_or(name.is_none());
    if !create && name.is_none() {
        let help = "add `name: ACCOUNT`, or `create: true`".to_owned();
        problems.add(&place, "`serviceAccount` names no account", "which one?", help);
        return None;
    }
    if !create && annotations.is_some() {
        let help = "add `create: true`, or annotate the account where it is created".to_owned();
        problems.add(&place, "annotations of an account that is not created", "`create` is false", help);
        return None;
    }
    Some(ServiceAccount { place, name, create, annotations, rules })
}
