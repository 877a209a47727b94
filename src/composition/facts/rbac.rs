//! The rights of service accounts, as far as the roles and bindings of the input tell.

use std::collections::{HashMap, HashSet};

use k8s_openapi::api::rbac::v1::{PolicyRule, RoleBinding, RoleRef, Subject};

use super::namespace::namespace;
use crate::k8s::{Manifest, Object};

/// Bindings of one account and rules of its roles that are looked at for each Pod; of one with more nothing is known.
const MOST_BINDINGS: usize = 128;
const MOST_RULES: usize = 1024;

/// The roles and bindings of the input.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rbac<'a> {
    /// By namespace and name; cluster roles have no namespace.
    roles: HashMap<(Option<&'a str>, &'a str), &'a [PolicyRule]>,
    /// By who is bound.
    bindings: HashMap<Bearer<'a>, Vec<Bound<'a>>>,
    /// The names of accounts that a RoleBinding binds in a namespace which it leaves to `kubectl`.
    unplaced: HashSet<&'a str>,
    /// The RoleBindings of each namespace.
    by_namespace: HashMap<&'a str, Vec<&'a RoleBinding>>,
    /// The texts of roles, by namespace and name.
    texts: HashMap<(Option<&'a str>, &'a str), &'a Manifest>,
}

/// A role whose text is known.
#[derive(Clone, Copy, Debug)]
pub struct WrittenRole<'a> {
    /// The object as it is written.
    pub manifest: &'a Manifest,
    /// Its rules.
    pub rules: &'a [PolicyRule],
}

/// A subject of a binding that stands for service accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Bearer<'a> {
    /// One account, by namespace and name.
    Account(&'a str, &'a str),
    /// All accounts of a namespace.
    Namespace(&'a str),
    /// Every account.
    All,
}

/// A role that somebody is bound to, and the namespace of the binding, where it has one.
type Bound<'a> = (&'a RoleRef, Option<&'a str>);

impl<'a> Rbac<'a> {
    pub(crate) fn takes(kind: &str) -> bool {
        matches!(kind, "Role" | "RoleBinding" | "ClusterRole" | "ClusterRoleBinding")
    }

    pub(crate) fn add(&mut self, object: &'a Object) {
        match object {
            Object::Role(role) => {
                let name = role.metadata.name.as_deref().unwrap_or_default();
                let home = namespace(role.metadata.namespace.as_deref());
                self.roles.insert((Some(home), name), role.rules.as_deref().unwrap_or_default());
            }
            Object::ClusterRole(role) => {
                let name = role.metadata.name.as_deref().unwrap_or_default();
                self.roles.insert((None, name), role.rules.as_deref().unwrap_or_default());
            }
            Object::RoleBinding(binding) => {
                let home = namespace(binding.metadata.namespace.as_deref());
                self.bind(&binding.role_ref, binding.subjects.as_deref(), Some(home));
                self.by_namespace.entry(home).or_default().push(binding);
                self.unplaced.extend(unplaced(binding));
            }
            Object::ClusterRoleBinding(binding) => self.bind(&binding.role_ref, binding.subjects.as_deref(), None),
            _ => {}
        }
    }

    /// Adds the text of a role that was added before.
    pub(crate) fn add_text(&mut self, manifest: &'a Manifest) {
        let identity = &manifest.identity;
        let home = (identity.kind != "ClusterRole").then(|| namespace(identity.namespace.as_deref()));
        self.texts.insert((home, identity.name.as_deref().unwrap_or_default()), manifest);
    }

    fn bind(&mut self, role: &'a RoleRef, subjects: Option<&'a [Subject]>, home: Option<&'a str>) {
        for bearer in subjects.unwrap_or_default().iter().filter_map(|subject| bearer(subject, home)) {
            self.bindings.entry(bearer).or_default().push((role, home));
        }
    }

    /// Returns whether a binding names an account.
    pub(crate) fn is_bound(&self, home: &str, account: &str) -> bool {
        self.bindings.contains_key(&Bearer::Account(home, account))
    }

    /// The rules of a role of the input; a cluster role has no namespace.
    pub(crate) fn rules_of_role(&self, home: Option<&str>, name: &str) -> Option<&'a [PolicyRule]> {
        self.roles.get(&(home, name)).copied()
    }

    /// The rules that hold for an account in a namespace. `None` where no binding names the account anywhere, one may
    /// hold in another namespace, or a role is not in the input.
    pub(crate) fn of(&self, home: &str, account: &str, within: &str) -> Option<Vec<&'a PolicyRule>> {
        let bearers = [Bearer::Account(home, account), Bearer::Namespace(home), Bearer::All];
        let bindings = || bearers.iter().filter_map(|bearer| self.bindings.get(bearer)).flatten();
        if self.unplaced.contains(account) || !(1..=MOST_BINDINGS).contains(&bindings().count()) {
            return None;
        }
        let holds = bindings().filter(|(_, at)| at.is_none_or(|at| at == within));
        let rules = holds.map(|bound| self.roles.get(&role_key(bound)).copied()).collect::<Option<Vec<_>>>()?;
        let count: usize = rules.iter().map(|rules| rules.len()).sum();
        (count <= MOST_RULES).then(|| rules.into_iter().flatten().collect())
    }

    /// A role that is bound to an account alone, not to all of its namespace, and whose text is known: a Role before a
    /// ClusterRole. Those that the control plane puts together from others are passed over.
    pub(crate) fn written_role(&self, home: &str, account: &str, within: &str) -> Option<WrittenRole<'a>> {
        let bindings = self.bindings.get(&Bearer::Account(home, account))?.iter().take(MOST_BINDINGS);
        let written = bindings.filter(|(_, at)| at.is_none_or(|at| at == within)).filter_map(|bound| {
            let key = role_key(bound);
            let (manifest, rules) = (*self.texts.get(&key)?, *self.roles.get(&key)?);
            let is_own = manifest.node().get("aggregationRule").is_none();
            is_own.then_some((key.0.is_none(), WrittenRole { manifest, rules }))
        });
        written.min_by_key(|(is_of_cluster, _)| *is_of_cluster).map(|(_, role)| role)
    }

    /// The RoleBindings of a namespace that bind service accounts alone to a role of the input, each with the role's
    /// rules.
    pub(crate) fn bindings_in(&self, home: &str) -> impl Iterator<Item = (&'a RoleBinding, &'a [PolicyRule])> {
        let bindings = self.by_namespace.get(home).map_or(&[][..], Vec::as_slice);
        bindings.iter().take(MOST_BINDINGS).filter_map(move |binding| {
            let role = &binding.role_ref;
            let of = (role.kind != "ClusterRole").then_some(home);
            let of = of.and_then(|_| binding.metadata.namespace.as_deref().or(Some("default")));
            let rules = self.roles.get(&(of, role.name.as_str()))?;
            let mut subjects = binding.subjects.iter().flatten();
            let alone = subjects.all(|subject| subject.kind == "ServiceAccount");
            alone.then_some((*binding, *rules))
        })
    }
}

/// Returns the namespace and name of the role that somebody is bound to.
fn role_key<'a>(&(role, home): &Bound<'a>) -> (Option<&'a str>, &'a str) {
    (home.filter(|_| role.kind != "ClusterRole"), &role.name)
}

/// The names of the accounts that a binding binds which leaves one of two namespaces to `kubectl`, its own or that of the
/// account: whether the two are the same is not known.
fn unplaced(binding: &RoleBinding) -> impl Iterator<Item = &str> {
    let own = binding.metadata.namespace.as_deref();
    let accounts = binding.subjects.iter().flatten().filter(|subject| subject.kind == "ServiceAccount");
    let left_open = move |of: Option<&str>| own.is_some() != of.is_some() && namespace(own) != namespace(of);
    accounts.filter(move |subject| left_open(subject.namespace.as_deref())).map(|subject| &*subject.name)
}

/// Returns who a subject is; the API server calls accounts users, and puts them into groups.
fn bearer<'a>(subject: &'a Subject, home: Option<&'a str>) -> Option<Bearer<'a>> {
    match subject.kind.as_str() {
        "ServiceAccount" => {
            Some(Bearer::Account(subject.namespace.as_deref().or(home).unwrap_or("default"), &subject.name))
        }
        "User" => {
            let (of, name) = subject.name.strip_prefix("system:serviceaccount:")?.split_once(':')?;
            Some(Bearer::Account(of, name))
        }
        "Group" => match subject.name.strip_prefix("system:")? {
            "serviceaccounts" | "authenticated" => Some(Bearer::All),
            other => other.strip_prefix("serviceaccounts:").map(Bearer::Namespace),
        },
        _ => None,
    }
}
