//! The rule `secret-access`.

use crate::lint::rights::{self, Right};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A Role or ClusterRole that allows reading, writing or listing all Secrets.
    ///
    /// ## Why it matters
    /// Secrets contain passwords, keys and tokens of other accounts. Whoever may read all of them can act as any of
    /// these accounts.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [get]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [configmaps], verbs: [get]}
    /// ```
    "secret-access", Warning, Rbac, Check::Object(check), off
}

/// The right that is looked for.
const RIGHT: Right = Right {
    groups: &[""],
    resources: &["secrets"],
    verbs: &["get", "list", "watch", "create", "update", "patch", "delete"],
};

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    for place in rights::granting(object.manifest.object(), &RIGHT) {
        out.at(place, "this gives access to all Secrets")
            .help("name the Secrets in `resourceNames`, or mount the one that is needed");
    }
}
