//! The rule `escalation-right`.

use crate::lint::rights::{self, Right};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A Role or ClusterRole with the verb `escalate` on roles.
    ///
    /// ## Why it matters
    /// Normally nobody can grant more permissions than they have. `escalate` removes this restriction: its holders can
    /// add any permission to a role that applies to themselves.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [escalate]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [update, patch]}
    /// ```
    "escalation-right", Warning, Rbac, Check::Object(check), off
}

/// The right that is looked for.
const RIGHT: Right =
    Right { groups: &["rbac.authorization.k8s.io"], resources: &["roles", "clusterroles"], verbs: &["escalate"] };

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    for place in rights::granting(object.manifest.object(), &RIGHT) {
        out.at(place, "this lets its holders grant themselves any permission").help("remove `escalate`");
    }
}
