//! The rule `binding-right`.

use crate::lint::rights::{self, Right};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A Role or ClusterRole with the verb `bind` on roles or their bindings.
    ///
    /// ## Why it matters
    /// Normally nobody can grant more permissions than they have. `bind` removes this restriction: its holders can bind
    /// themselves to `cluster-admin`.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings], verbs: [create]}
    /// ```
    "binding-right", Warning, Rbac, Check::Object(check), off
}

/// The right that is looked for.
const RIGHT: Right = Right {
    groups: &["rbac.authorization.k8s.io"],
    resources: &["roles", "clusterroles", "rolebindings", "clusterrolebindings"],
    verbs: &["bind"],
};

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    for place in rights::granting(object.manifest.object(), &RIGHT) {
        out.at(place, "this lets its holders bind anybody to any role").help("name the roles in `resourceNames`");
    }
}
