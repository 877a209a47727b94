//! What service accounts may do, as far as the roles and bindings of the input tell.

use std::collections::HashMap;

use k8s_openapi::api::rbac::v1::{PolicyRule, RoleRef, Subject};

use super::object_index::namespace;
use crate::k8s::Object;

/// Bindings of one account and rules of its roles that are looked at for each Pod; of one with more nothing is known.
const MOST_BINDINGS: usize = 128;
const MOST_RULES: usize = 1024;

/// The roles and bindings of the input.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rbac<'a> {
    /// By namespace and name; cluster roles have no namespace.
    roles: HashMap<(Option<&'a str>, &'a str), &'a [PolicyRule]>,
    /// By the account's namespace and name.
    bindings: HashMap<(&'a str, &'a str), Vec<Bound<'a>>>,
}

/// A role that an account is bound to, and the namespace of the binding, where it has one.
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
            }
            Object::ClusterRoleBinding(binding) => self.bind(&binding.role_ref, binding.subjects.as_deref(), None),
            _ => {}
        }
    }

    fn bind(&mut self, role: &'a RoleRef, subjects: Option<&'a [Subject]>, home: Option<&'a str>) {
        let accounts = subjects.unwrap_or_default().iter().filter(|subject| subject.kind == "ServiceAccount");
        for account in accounts {
            let of = account.namespace.as_deref().or(home).unwrap_or("default");
            self.bindings.entry((of, account.name.as_str())).or_default().push((role, home));
        }
    }

    /// The rules that hold for an account. `None` where no binding names it, or a role is not in the input.
    pub(crate) fn of(&self, home: &str, account: &str) -> Option<Vec<&'a PolicyRule>> {
        let bindings = self.bindings.get(&(home, account)).filter(|bindings| bindings.len() <= MOST_BINDINGS)?;
        let rules = bindings.iter().map(|(role, at)| {
            let of = if role.kind == "ClusterRole" { None } else { *at };
            self.roles.get(&(of, role.name.as_str())).copied()
        });
        let rules: Vec<&PolicyRule> = rules.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
        (rules.len() <= MOST_RULES).then_some(rules)
    }
}
