//! The part of a workload that is kept after it was judged, so that rules can hold workloads of the whole input
//! against each other.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::place::Place;
use crate::k8s::{Identity, Manifest, Pod};
use crate::yaml::FieldPath;

/// A workload that opens ports of the nodes it runs on.
#[derive(Debug)]
pub struct Workload {
    /// Its name and kind.
    pub identity: Arc<Identity>,
    /// The labels a node has to have for it.
    pub node_selector: BTreeMap<String, String>,
    /// True if it chooses its nodes by more than labels.
    pub has_affinity: bool,
    /// The ports.
    pub host_ports: Vec<HostPort>,
    pub(super) document: usize,
    pub(super) within: usize,
}

/// A port of the node.
#[derive(Debug)]
pub struct HostPort {
    /// The container that opens it.
    pub container: String,
    /// Number.
    pub number: i32,
    /// `TCP`, `UDP`, `SCTP`.
    pub protocol: String,
    /// The address of the node it is opened on; empty for all.
    pub address: String,
    /// The place where it is written.
    pub place: Place,
}

impl Workload {
    /// Returns the host ports of an object; nothing for most.
    pub(super) fn of(manifest: &Manifest) -> Option<Self> {
        let pod = manifest.pod()?;
        let host_ports = host_ports(manifest, &pod);
        let affinity = pod.spec.affinity.as_ref();
        (!host_ports.is_empty()).then(|| Self {
            identity: Arc::clone(&manifest.identity),
            node_selector: pod.spec.node_selector.clone().unwrap_or_default(),
            has_affinity: affinity.is_some_and(|affinity| affinity.node_affinity.is_some()),
            host_ports,
            document: manifest.document,
            within: manifest.node().span().start,
        })
    }
}

/// On the node's own network every declared port is one of the node's.
fn host_ports(manifest: &Manifest, pod: &Pod<'_>) -> Vec<HostPort> {
    let on_host = pod.spec.host_network == Some(true);
    let mut ports = Vec::new();
    for container in pod.containers().iter().filter(|container| container.slot.is_long_running()) {
        for (index, port) in container.spec.ports.iter().flatten().enumerate() {
            let (number, field) = match port.host_port {
                Some(number) => (number, "hostPort"),
                None if on_host => (port.container_port, "containerPort"),
                None => continue,
            };
            let path = container.path.clone().field("ports").index(index).field(field);
            ports.push(HostPort {
                container: container.name().to_owned(),
                number,
                protocol: port.protocol.clone().unwrap_or_else(|| "TCP".to_owned()),
                address: port.host_ip.clone().filter(|address| address != "0.0.0.0").unwrap_or_default(),
                place: place(manifest, path),
            });
        }
    }
    ports
}

fn place(manifest: &Manifest, path: FieldPath) -> Place {
    Place { source: Arc::clone(&manifest.source), span: manifest.locate(&path), path }
}
