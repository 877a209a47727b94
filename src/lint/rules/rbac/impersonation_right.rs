//! The rule `impersonation-right`.

use crate::lint::rights::{self, Right};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A Role or ClusterRole that allows impersonating other users, groups or ServiceAccounts.
    ///
    /// ## Why it matters
    /// Its holders have the permissions of everybody whom they may impersonate, possibly including `system:masters`.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [users, groups], verbs: [impersonate]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [serviceaccounts], verbs: [get, create]}
    /// ```
    "impersonation-right", Warning, Rbac, Check::Object(check), off
}

/// The right that is looked for.
const RIGHT: Right = Right {
    groups: &["", "authentication.k8s.io"],
    resources: &["users", "groups", "serviceaccounts", "uids"],
    verbs: &["impersonate"],
};

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    for place in rights::granting(object.manifest.object(), &RIGHT) {
        out.at(place, "this lets its holders act as anybody").help("name the users in `resourceNames`");
    }
}
