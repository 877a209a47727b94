//! The rule `host-port-clash`.

use std::collections::{BTreeMap, HashMap};

use crate::lint::rule::rule;
use crate::lint::{Check, HostPort, RunSink, RunView, Workload};

rule! {
    /// ## What it catches
    /// A DaemonSet and another workload in the same file that open the same port of the same nodes.
    ///
    /// ## Why it matters
    /// Only one Pod at a time can use a port of a node. The DaemonSet occupies it on every node, so that no node is
    /// left for the other workload: its Pods, or those of the DaemonSet, stay `Pending`.
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

/// The things that two ports have in common that clash: file, number, protocol, the nodes, whether on every node, and the address,
/// which is nothing for all of them.
type Key<'a> = (&'a str, i32, &'a str, &'a BTreeMap<String, String>, bool, Option<&'a str>);

/// A port, and which it is among all.
type Taken<'a> = (usize, &'a Workload, &'a HostPort);

fn check(run: &RunView<'_>, out: &mut RunSink<'_>) {
    let mut taken: HashMap<Key<'_>, Vec<Taken<'_>>> = HashMap::new();
    let workloads = run.workloads.iter().copied().filter(|workload| !workload.has_affinity);
    let ports = workloads.flat_map(|workload| workload.host_ports.iter().map(move |port| (workload, port)));
    for (at, (workload, port)) in ports.enumerate() {
        let key = |everywhere: bool, address| -> Key<'_> {
            (port.place.source.name(), port.number, &port.protocol, &workload.node_selector, everywhere, address)
        };
        let (own, everywhere) = (port.address.as_str(), is_everywhere(workload));
        let addresses = if own.is_empty() { [None, None] } else { [Some(own), Some("")] };
        let kinds = if everywhere { &[true, false][..] } else { &[true] };
        let keys = kinds.iter().flat_map(|kind| addresses.iter().map(|address| key(*kind, *address)));
        let others = keys.filter_map(|key| taken.get(&key)).flatten().filter(|(_, other, _)| !is_same(workload, other));
        if let Some((_, other, theirs)) = others.min_by_key(|(at, ..)| *at) {
            let number = port.number;
            let (kind, name) = (&other.identity.kind, other.identity.name.as_deref().unwrap_or_default());
            out.at(workload, &port.place, format!("the {kind} `{name}` uses port {number} on every node"))
                .help("use another port, or keep the two on different nodes with a nodeSelector")
                .related(theirs.place.clone(), "uses the same port");
        }
        for address in [Some(own), None] {
            // Of more than two objects, one is another than any that follows.
            let known = taken.entry(key(everywhere, address)).or_default();
            if known.len() < 2 && known.iter().all(|(_, other, _)| !is_same(workload, other)) {
                known.push((at, workload, port));
            }
        }
    }
}

/// Returns true if a workload has a Pod on every node that fits.
fn is_everywhere(workload: &Workload) -> bool {
    workload.identity.kind == "DaemonSet"
}

/// Returns whether two workloads are one object of the cluster, said twice.
fn is_same(one: &Workload, other: &Workload) -> bool {
    one.identity.kind == other.identity.kind
        && one.identity.name == other.identity.name
        && one.identity.namespace == other.identity.namespace
}
