//! The rule `node-proxy-right`.

use crate::lint::rights::{self, Right};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A Role or ClusterRole that allows access to the kubelet API through the API server.
    ///
    /// ## Why it matters
    /// The kubelet API can run commands in every container of the node, bypassing admission control and the audit log.
    /// The verb `get` is sufficient for some of it.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [nodes/proxy], verbs: [get]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [nodes, nodes/metrics], verbs: [get]}
    /// ```
    "node-proxy-right", Warning, Rbac, Check::Object(check), off
}

/// The right that is looked for.
const RIGHT: Right = Right { groups: &[""], resources: &["nodes/proxy"], verbs: &["get", "create"] };

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    for place in rights::granting(object.manifest.object(), &RIGHT) {
        out.at(place, "this lets its holders run commands in every container of a node")
            .help("use `nodes/metrics`, `nodes/stats` or `nodes/log` for what they are for");
    }
}
