//! The rule `host-network`.

use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A Pod that uses the network of its node (`hostNetwork: true`).
    ///
    /// ## Why it matters
    /// Its containers can reach programs that listen on the node's loopback interface, such as the kubelet, can see the
    /// node's traffic, and occupy its ports. NetworkPolicies do not apply to them.
    ///
    /// ## Instead of
    /// ```yaml
    /// hostNetwork: true
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    "host-network", Warning, Security, Check::Pod(check), off, fixable(Fixable::Unsafe)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    if pod.pod.spec.host_network == Some(true) {
        out.at(pod.pod.path().field("hostNetwork"), "the Pod shares the network of its node")
            .help("remove `hostNetwork`, unless the Pod manages the node")
            .fix(Repair::to_review("remove `hostNetwork`", [Change::Remove(pod.pod.path().field("hostNetwork"))]));
    }
}
