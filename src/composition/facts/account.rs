//! The rights of the service account of a Pod, as far as the roles and bindings of the input tell.

use k8s_openapi::api::rbac::v1::{PolicyRule, RoleBinding, RoleRef, Subject};

use super::context::Context;
use super::namespace::namespace;
use super::rbac::WrittenRole;

impl<'a> Context<'a> {
    /// Returns whether a binding of the input names an account of the namespace.
    pub fn is_bound(&self, account: &str) -> bool {
        self.index.is_some_and(|index| index.rbac.is_bound(namespace(self.namespace), account))
    }

    /// Returns the rules of the role that a binding of the same namespace refers to, if it is in the input.
    pub fn rules_of_role(&self, role: &RoleRef) -> Option<&'a [PolicyRule]> {
        let home = (role.kind != "ClusterRole").then(|| namespace(self.namespace));
        self.index?.rbac.rules_of_role(home, &role.name)
    }

    /// Returns the rules of a service account of the Pod's namespace in a namespace, its own unless another is given,
    /// as far as the input tells; `None` where it does not.
    pub fn rules_of(&self, account: &str, within: Option<&str>) -> Option<Vec<&'a PolicyRule>> {
        let home = namespace(self.namespace);
        self.index?.rbac.of(home, account, within.unwrap_or(home))
    }

    /// Returns the RoleBindings of the Pod's namespace that bind accounts which no Pod of the input runs as, each with the
    /// rules of its role.
    pub fn idle_bindings(&self) -> Vec<(&'a RoleBinding, &'a [PolicyRule])> {
        let Some(index) = self.index else { return Vec::new() };
        let home = namespace(self.namespace);
        let used = |subject: &Subject| {
            let of = subject.namespace.as_deref().unwrap_or(home);
            index.pods.has_account(of, &subject.name)
        };
        let idle = |binding: &RoleBinding| {
            let mut subjects = binding.subjects.iter().flatten().peekable();
            subjects.peek().is_some() && !subjects.any(used)
        };
        index.rbac.bindings_in(home).filter(|(binding, _)| idle(binding)).collect()
    }

    /// Returns a role that a binding gives to an account of the Pod's namespace in a namespace, its own unless another is
    /// given, and whose text is known: a Role before a ClusterRole.
    pub fn written_role_of(&self, account: &str, within: Option<&str>) -> Option<WrittenRole<'a>> {
        let home = namespace(self.namespace);
        self.index?.rbac.written_role(home, account, within.unwrap_or(home))
    }
}
