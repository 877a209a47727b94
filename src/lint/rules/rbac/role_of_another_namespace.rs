//! The rule `role-of-another-namespace`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A RoleBinding to a Role that exists only in another namespace of the input.
    ///
    /// ## Why it matters
    /// A RoleBinding can only refer to Roles in its own namespace. The API server accepts the binding, but it grants
    /// nothing.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: elector, namespace: other}
    /// rules: [{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: elector, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: elector}
    /// subjects: [{kind: ServiceAccount, name: shop}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: elector, namespace: shop}
    /// rules: [{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: elector, namespace: shop}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: elector}
    /// subjects: [{kind: ServiceAccount, name: shop}]
    /// ```
    "role-of-another-namespace", Warning, Rbac, Check::ObjectInContext(check)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::RoleBinding(binding) = object.manifest.object() else { return };
    let name = binding.role_ref.name.as_str();
    let context = object.context();
    if binding.role_ref.kind != "Role" || context.has("Role", name) {
        return;
    }
    let Some(elsewhere) = context.namespace_with("Role", name).filter(|elsewhere| *elsewhere != "default") else {
        return;
    };
    let (here, help) = match context.namespace {
        Some(home) => {
            (format!("in `{home}`"), format!("put the Role into the namespace `{home}`, or bind a ClusterRole"))
        }
        // It goes where `kubectl -n` says, and the Role does not.
        None => ("in none that it names".to_owned(), format!("write `namespace: {elsewhere}` here, or in neither")),
    };
    out.at(
        FieldPath::default().field("roleRef.name"),
        format!("the Role `{name}` is in the namespace `{elsewhere}`, and this binding {here}"),
    )
    .help(help);
}
