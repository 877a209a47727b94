//! Objects outside of a Pod in drawings, with the line between the two.

use std::collections::{HashMap, HashSet};

use super::Inspected;
use super::layout_title::{count, title};
use super::line::Line;
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
    /// The kind of the line.
    pub(super) line: Line,
}

/// Returns the connections as they are drawn: where one of a pattern leads through a Service, or to a host that the
/// container is given the address of, that line has the looks of the pattern, and no second one is drawn.
pub(super) fn drawn(connections: Vec<Connection>) -> Vec<Connection> {
    let (patterns, mut plain): (Vec<Connection>, Vec<Connection>) = connections
        .into_iter()
        .partition(|connection| matches!(connection.via, ConnectionKind::Queue | ConnectionKind::Leaves));
    let mut selecting: HashMap<usize, HashSet<End>> = HashMap::new();
    for connection in plain.iter().filter(|connection| connection.via == ConnectionKind::Selector) {
        if let End::Pod { pod, .. } = connection.to {
            selecting.entry(pod).or_default().insert(connection.from.clone());
        }
    }
    let mut from: HashMap<End, Vec<usize>> = HashMap::new();
    for (at, connection) in plain.iter().enumerate().filter(|(_, one)| one.via == ConnectionKind::Address) {
        from.entry(connection.from.clone()).or_default().push(at);
    }
    let mut others = Vec::new();
    for pattern in patterns {
        let leads_there = |to: &End| match &pattern.to {
            End::Pod { pod, .. } => selecting.get(pod).is_some_and(|services| services.contains(to)),
            end => to == end,
        };
        let lines = from.get(&pattern.from).into_iter().flatten().copied();
        let lines: Vec<usize> = lines.filter(|&at| leads_there(&plain[at].to)).collect();
        for &at in &lines {
            plain[at].via = pattern.via;
        }
        if lines.is_empty() {
            others.push(pattern);
        }
    }
    plain.extend(others);
    plain
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
        let asks = |other: &&Connection| other.via != ConnectionKind::Selector && other.to == connection.from;
        let beyond = titles(connections.iter().filter(asks).map(|other| &other.from), pods);
        outer.push(Outer { name, beyond, container: *container, label: port(connection), line: Line::Plain });
    }
    outer
}

/// Returns the Services, hosts, Leases and Pods that the containers of a Pod connect to.
pub(super) fn outward(index: usize, pods: &[Inspected], connections: &[Connection]) -> Vec<Outer> {
    let mut outer: Vec<Outer> = Vec::new();
    for connection in connections.iter().filter(|connection| connection.via != ConnectionKind::Selector) {
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
            End::Lease { name, .. } => (format!("Lease {name}"), Vec::new()),
            End::Pod { pod, .. } => (format!("{}{}", title(&pods[*pod]), count(&pods[*pod])), Vec::new()),
        };
        let line = Line::of(connection.via);
        let known = |known: &Outer| known.name == name && known.container == *container;
        if !outer.iter().any(known) && (outer.len() < MOST_OUTWARD || line != Line::Plain) {
            outer.push(Outer { name, beyond, container: *container, label: port(connection), line });
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
        let title = format!("{}{}", title(&pods[*pod]), count(&pods[*pod]));
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles
}
