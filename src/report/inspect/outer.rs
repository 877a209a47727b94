//! What stands outside of a Pod in drawings, with the line between the two.

use super::Inspected;
use super::layout_title::title;
use crate::composition::{Connection, ConnectionKind, End};

/// Lines that one Pod has to hosts and Services at most.
const MOST_OUTWARD: usize = 6;

/// Something outside the Pod, and the line between the two.
pub(super) struct Outer {
    /// `Service db`, `redis.example.com`.
    pub(super) name: String,
    /// The Pods of the input beyond it: `StatefulSet db`.
    pub(super) beyond: Vec<String>,
    /// The container at the line's other end.
    pub(super) container: Option<usize>,
    /// `port 5432`; empty where it is not known.
    pub(super) label: String,
}

/// Returns the Services that lead to a Pod.
pub(super) fn inward(index: usize, pods: &[Inspected], connections: &[Connection]) -> Vec<Outer> {
    let mut outer: Vec<Outer> = Vec::new();
    for connection in connections.iter().filter(|connection| connection.via == ConnectionKind::Selector) {
        let (End::Service { name, .. }, End::Pod { pod, container }) = (&connection.from, &connection.to) else {
            continue;
        };
        if *pod != index {
            continue;
        }
        let name = format!("Service {name}");
        if let Some(known) = outer.iter_mut().find(|known| known.name == name && known.container == *container) {
            known.label = connection.port.map_or_else(String::new, |port| format!("{}, {port}", known.label));
            known.label = known.label.replacen("port ", "ports ", usize::from(!known.label.starts_with("ports")));
            continue;
        }
        let asks = |other: &&Connection| other.via == ConnectionKind::Address && other.to == connection.from;
        let beyond = titles(connections.iter().filter(asks).map(|other| &other.from), pods);
        outer.push(Outer { name, beyond, container: *container, label: port(connection) });
    }
    outer
}

/// Returns the Services and hosts that the containers of a Pod connect to.
pub(super) fn outward(index: usize, pods: &[Inspected], connections: &[Connection]) -> Vec<Outer> {
    let mut outer: Vec<Outer> = Vec::new();
    for connection in connections.iter().filter(|connection| connection.via == ConnectionKind::Address) {
        let End::Pod { pod, container } = &connection.from else { continue };
        if *pod != index {
            continue;
        }
        let (name, beyond) = match &connection.to {
            End::Host(host) => (host.clone(), Vec::new()),
            End::Service { name, .. } => {
                let leads = |other: &&Connection| other.via == ConnectionKind::Selector && other.from == connection.to;
                (format!("Service {name}"), titles(connections.iter().filter(leads).map(|other| &other.to), pods))
            }
            End::Pod { .. } => continue,
        };
        let known = |known: &Outer| known.name == name && known.container == *container;
        if outer.len() < MOST_OUTWARD && !outer.iter().any(known) {
            outer.push(Outer { name, beyond, container: *container, label: port(connection) });
        }
    }
    outer
}

fn port(connection: &Connection) -> String {
    connection.port.map_or_else(String::new, |port| format!("port {port}"))
}

/// The Pods at some ends, each once.
fn titles<'c>(ends: impl Iterator<Item = &'c End>, pods: &[Inspected]) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    for end in ends {
        let End::Pod { pod, .. } = end else { continue };
        let title = title(&pods[*pod]);
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles
}
