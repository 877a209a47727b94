//! The rule `exec-right`.

use crate::lint::rights::{self, Right};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A Role or ClusterRole that lets its holders run commands in containers, or attach to them.
    ///
    /// ## Why it matters
    /// A command runs with all that the container has: its ServiceAccount, its Secrets, its network. `get` is enough,
    /// by a WebSocket.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods/exec], verbs: [create]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods, pods/log], verbs: [get, create]}
    /// ```
    "exec-right", Warning, Rbac, Check::Object(check), off
}

/// The right that is looked for.
const RIGHT: Right = Right { groups: &[""], resources: &["pods/exec", "pods/attach"], verbs: &["get", "create"] };

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    for place in rights::granting(object.manifest.object(), &RIGHT) {
        out.at(place, "this lets its holders run commands in containers")
            .help("give it to people for the time they need it");
    }
}
