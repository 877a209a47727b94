//! The rule `default-account-binding`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A binding that grants permissions to the ServiceAccount `default`.
    ///
    /// ## Why it matters
    /// Every Pod of the namespace that names no account has these permissions, including Pods that are added later.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: reader}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects: [{kind: ServiceAccount, name: default, namespace: shop}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: reader}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    /// subjects: [{kind: ServiceAccount, name: reader, namespace: shop}]
    /// ```
    "default-account-binding", Warning, Rbac, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let subjects = match object.manifest.object() {
        Object::ClusterRoleBinding(binding) => binding.subjects.as_deref(),
        Object::RoleBinding(binding) => binding.subjects.as_deref(),
        _ => return,
    };
    for (at, subject) in subjects.unwrap_or_default().iter().enumerate() {
        if subject.kind == "ServiceAccount" && subject.name == "default" {
            let place = FieldPath::default().field("subjects").index(at).field("name");
            out.at(place, "every Pod that names no account gets these rights")
                .help("give the Pods that need them a ServiceAccount of their own");
        }
    }
}
