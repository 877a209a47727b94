//! The rule `exec-right`.

use crate::lint::rights;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A Role or ClusterRole that allows running commands in containers, or attaching to them.
    ///
    /// ## Why it matters
    /// A command runs with everything that the container has: its ServiceAccount, its Secrets, its network. The verb
    /// `get` is sufficient, because a WebSocket request uses it.
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

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    for place in rights::granting(object.manifest.object(), &rights::EXEC) {
        out.at(place, "this lets its holders run commands in containers")
            .help("grant it temporarily to people who need it");
    }
}
