//! The rule `exec-binding`.

use crate::k8s::Object;
use crate::lint::rights;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A binding to a role in the input that allows running commands in containers, or attaching to them. The bindings
    /// of Kubernetes itself are not reported.
    ///
    /// ## Why it matters
    /// A command runs with everything that the container has: its ServiceAccount, its Secrets, its network. The
    /// subjects of the binding can use all of that.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: deployer}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: runner}
    /// subjects: [{kind: ServiceAccount, name: deployer, namespace: ci}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: runner}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods/exec], verbs: [create]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: deployer}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: runner}
    /// subjects: [{kind: ServiceAccount, name: deployer, namespace: ci}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: runner}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods/log], verbs: [get]}
    /// ```
    "exec-binding", Warning, Rbac, Check::ObjectInContext(check), off, needs_others
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let (metadata, role) = match object.manifest.object() {
        Object::ClusterRoleBinding(binding) => (&binding.metadata, &binding.role_ref),
        Object::RoleBinding(binding) => (&binding.metadata, &binding.role_ref),
        _ => return,
    };
    let rules = object.context().rules_of_role(role).unwrap_or_default();
    if !rights::is_built_in(metadata) && rules.iter().any(|rule| rights::EXEC.is_granted_by(rule)) {
        out.at(
            FieldPath::default().field("roleRef.name"),
            "the subjects of this binding may run commands in containers",
        )
        .help("grant it temporarily to people who need it");
    }
}
