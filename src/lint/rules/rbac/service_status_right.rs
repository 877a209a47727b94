//! The rule `service-status-right`.

use crate::lint::rights::{self, Right};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A Role or ClusterRole that allows changing the status of Services.
    ///
    /// ## Why it matters
    /// The status contains the addresses of load balancers. Whoever may write an address there receives the traffic
    /// that other Pods send to it (CVE-2020-8554).
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [services/status], verbs: [patch]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: reader}
    /// rules:
    ///   - {apiGroups: [""], resources: [services], verbs: [patch]}
    /// ```
    "service-status-right", Warning, Rbac, Check::Object(check), off
}

/// The right that is looked for.
const RIGHT: Right = Right { groups: &[""], resources: &["services/status"], verbs: &["update", "patch"] };

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    for place in rights::granting(object.manifest.object(), &RIGHT) {
        out.at(place, "this lets its holders receive the traffic of others")
            .help("leave it to the controller of load balancers");
    }
}
