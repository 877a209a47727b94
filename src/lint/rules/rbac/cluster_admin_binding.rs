//! The rule `cluster-admin-binding`.

use k8s_openapi::api::rbac::v1::PolicyRule;

use crate::k8s::Object;
use crate::lint::rights;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A binding to the ClusterRole `cluster-admin`, or to a role in the input that grants everything. The bindings of
    /// Kubernetes itself are not reported.
    ///
    /// ## Why it matters
    /// Its subjects may do everything: in the whole cluster by a ClusterRoleBinding, in the namespace by a RoleBinding.
    /// An attacker in a Pod with such an account can do the same.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: deployer}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
    /// subjects: [{kind: ServiceAccount, name: deployer, namespace: ci}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata: {name: deployer}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
    /// subjects: [{kind: ServiceAccount, name: deployer, namespace: ci}]
    /// ```
    "cluster-admin-binding", Warning, Rbac, Check::ObjectInContext(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let (metadata, role, whole) = match object.manifest.object() {
        Object::ClusterRoleBinding(binding) => (&binding.metadata, &binding.role_ref, "everything in the cluster"),
        Object::RoleBinding(binding) => (&binding.metadata, &binding.role_ref, "everything in the namespace"),
        _ => return,
    };
    if rights::is_built_in(metadata) {
        return;
    }
    let is_admin = role.kind == "ClusterRole" && role.name == "cluster-admin";
    let rules = object.context().rules_of_role(role).unwrap_or_default();
    if is_admin || rules.iter().any(grants_everything) {
        out.at(FieldPath::default().field("roleRef.name"), format!("the subjects of this binding may do {whole}"))
            .help("bind a role with only the necessary permissions");
    }
}

fn grants_everything(rule: &PolicyRule) -> bool {
    let all = |list: Option<&[String]>| list.unwrap_or_default().iter().any(|word| word == "*");
    let verbs = ["get", "list", "watch", "create", "update", "patch", "delete"];
    let all_verbs = || verbs.iter().all(|verb| rule.verbs.iter().any(|own| own == verb));
    all(rule.api_groups.as_deref()) && all(rule.resources.as_deref()) && (all(Some(&rule.verbs)) || all_verbs())
}
