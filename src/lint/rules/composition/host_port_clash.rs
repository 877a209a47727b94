//! The rule `host-port-clash`.

use std::collections::HashMap;

use crate::lint::rule::rule;
use crate::lint::{Check, HostPort, RunSink, RunView, Workload};

rule! {
    /// ## What it catches
    /// A DaemonSet and another workload in the same file that open the same port of the same nodes.
    ///
    /// ## Why it matters
    /// Only one Pod at a time can use a port of a node. The DaemonSet takes it on every node, so that no node is left
    /// for the other workload: its Pods, or those of the DaemonSet, stay `Pending`.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: DaemonSet
    /// metadata: {name: metrics}
    /// spec:
    ///   selector: {matchLabels: {app: metrics}}
    ///   template:
    ///     metadata: {labels: {app: metrics}}
    ///     spec:
    ///       containers:
    ///         - {name: metrics, image: "prom/node-exporter:v1.9.1", ports: [{containerPort: 9100, hostPort: 9100}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: debug}
    /// spec:
    ///   hostNetwork: true
    ///   containers: [{name: debug, image: "prom/node-exporter:v1.9.1", ports: [{containerPort: 9100}]}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: DaemonSet
    /// metadata: {name: metrics}
    /// spec:
    ///   selector: {matchLabels: {app: metrics}}
    ///   template:
    ///     metadata: {labels: {app: metrics}}
    ///     spec:
    ///       containers:
    ///         - {name: metrics, image: "prom/node-exporter:v1.9.1", ports: [{containerPort: 9100, hostPort: 9100}]}
    /// ```
    "host-port-clash", Warning, Composition, Check::Run(check)
}

/// A port of the nodes in one file; several files may as well be several ways of doing the same.
type Key<'a> = (&'a str, i32, &'a str);

fn check(run: &RunView<'_>, out: &mut RunSink<'_>) {
    let mut taken: HashMap<Key<'_>, Vec<(&Workload, &HostPort)>> = HashMap::new();
    for workload in &run.workloads {
        for port in &workload.host_ports {
            let others = taken.entry((port.place.source.name(), port.number, &port.protocol)).or_default();
            let clash = others.iter().find(|(other, theirs)| {
                (is_everywhere(other) || is_everywhere(workload)) && meet(workload, other) && overlap(port, theirs)
            });
            if let Some((other, theirs)) = clash {
                let number = port.number;
                let (kind, name) = (&other.identity.kind, other.identity.name.as_deref().unwrap_or_default());
                out.at(workload, &port.place, format!("the {kind} `{name}` uses port {number} on every node"))
                    .help("use another port, or keep the two on different nodes with a nodeSelector")
                    .related(theirs.place.clone(), "uses the same port");
            }
            others.push((workload, port));
        }
    }
}

/// Returns true if a workload has a Pod on every node that fits.
fn is_everywhere(workload: &Workload) -> bool {
    workload.identity.kind == "DaemonSet"
}

/// Returns true if two workloads are two, and are surely meant for the same nodes.
fn meet(one: &Workload, other: &Workload) -> bool {
    let is_same = one.identity.kind == other.identity.kind
        && one.identity.name == other.identity.name
        && one.identity.namespace == other.identity.namespace;
    !is_same && !one.has_affinity && !other.has_affinity && one.node_selector == other.node_selector
}

fn overlap(one: &HostPort, other: &HostPort) -> bool {
    one.address.is_empty() || other.address.is_empty() || one.address == other.address
}
