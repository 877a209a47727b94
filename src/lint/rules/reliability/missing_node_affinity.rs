//! The rule `missing-node-affinity`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Pod that does not restrict the nodes that it may run on: it has no node affinity, no `nodeSelector` and no
    /// `nodeName`. DaemonSets are not reported.
    ///
    /// ## Why it matters
    /// In a cluster with different kinds of nodes it may be scheduled on a node that is too small, has another
    /// architecture, or is meant for other workloads.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    /// ## Write
    /// ```yaml
    /// nodeSelector: {kubernetes.io/arch: amd64}
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    "missing-node-affinity", Info, Reliability, Check::Pod(check), off
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let spec = pod.pod.spec;
    let is_chosen = spec.node_name.is_some()
        || spec.node_selector.iter().flatten().next().is_some()
        || spec.affinity.as_ref().is_some_and(|affinity| affinity.node_affinity.is_some());
    if !is_chosen && pod.pod.kind != "DaemonSet" {
        out.at(pod.pod.path(), "this Pod may run on any node").help("add a `nodeSelector` or a node affinity");
    }
}
