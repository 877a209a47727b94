//! The rule `pod-creation-right`.

use crate::lint::rights::{self, Right};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A Role or ClusterRole that allows creating Pods, or workloads that create Pods.
    ///
    /// ## Why it matters
    /// A Pod can use every ServiceAccount and mount every Secret of its namespace and, unless something forbids it, get
    /// access to the node.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods], verbs: [create, get]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods], verbs: [get]}
    /// ```
    "pod-creation-right", Warning, Rbac, Check::Object(check), off
}

/// The right that is looked for.
const RIGHT: Right = Right {
    groups: &["", "apps", "batch"],
    resources: &[
        "pods",
        "deployments",
        "statefulsets",
        "daemonsets",
        "replicasets",
        "replicationcontrollers",
        "jobs",
        "cronjobs",
    ],
    verbs: &["create"],
};

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    for place in rights::granting(object.manifest.object(), &RIGHT) {
        out.at(place, "this lets its holders run anything in a Pod")
            .help("leave it to the accounts that deploy, and restrict Pods by the Pod Security Standards");
    }
}
