//! The contract for scripts: one object, version 1. Fields may be added, never changed.

use std::io::{self, Write};

use serde::Serialize;

use super::Inspected;
use crate::composition::knowledge::Function;
use crate::composition::{Connection, End, Pattern, Unrelated};
use crate::k8s::Slot;
use crate::report::object::Object;
use crate::terminal::json;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    pods: Vec<Pod<'a>>,
    /// The connections from Pod to Pod, to Services of the input and to hosts outside of it.
    connections: Vec<Leads<'a>>,
}

#[derive(Serialize)]
struct Leads<'a> {
    from: Node<'a>,
    to: Node<'a>,
    via: &'a str,
    port: Option<u16>,
    detail: Option<&'a str>,
}

/// One end of a connection: an object of the input with, for a Pod, its container; or a host.
#[derive(Serialize)]
#[serde(untagged)]
enum Node<'a> {
    Pod { kind: &'a str, namespace: Option<&'a str>, name: Option<&'a str>, container: Option<&'a str> },
    Service { kind: &'static str, namespace: &'a str, name: &'a str },
    Lease { kind: &'static str, namespace: &'a str, name: &'a str },
    Host { host: &'a str },
}

impl<'a> Node<'a> {
    fn of(end: &'a End, pods: &'a [Inspected]) -> Self {
        match end {
            End::Pod { pod, container } => {
                let Inspected { object, composition, .. } = &pods[*pod];
                let container = container.map(|index| composition.members[index].name.as_str());
                let (namespace, name) = (object.namespace.as_deref(), object.name.as_deref());
                Self::Pod { kind: &object.kind, namespace, name, container }
            }
            End::Service { namespace, name } => Self::Service { kind: "Service", namespace, name },
            End::Lease { namespace, name } => Self::Lease { kind: "Lease", namespace, name },
            End::Host(host) => Self::Host { host },
        }
    }
}

#[derive(Serialize)]
struct Pod<'a> {
    file: &'a str,
    document: usize,
    object: Object<'a>,
    patterns: Vec<&'a str>,
    unrelated: bool,
    unrelated_kind: Option<&'a str>,
    replicas: Option<i64>,
    groups: Vec<Vec<&'a str>>,
    containers: Vec<Container<'a>>,
    links: Vec<Link<'a>>,
}

#[derive(Serialize)]
struct Container<'a> {
    name: &'a str,
    role: &'a str,
    function: Option<&'a str>,
    native_sidecar: bool,
    idle: bool,
    evidence: Vec<&'a str>,
    evidence_paths: Vec<String>,
    rejected: &'a [String],
}

#[derive(Serialize)]
struct Link<'a> {
    from: &'a str,
    to: &'a str,
    via: &'a str,
    detail: &'a str,
}

impl<'a> Pod<'a> {
    fn of(pod: &'a Inspected, patterns: &[Pattern]) -> Self {
        let composition = &pod.composition;
        let name = |index: usize| composition.members[index].name.as_str();
        let containers = composition.members.iter().map(|member| Container {
            name: &member.name,
            role: member.role.as_str(),
            function: member.function.map(Function::as_str),
            native_sidecar: member.slot == Slot::Sidecar,
            idle: member.stands_by,
            evidence: member.evidence.iter().map(|reason| reason.words.as_str()).collect(),
            evidence_paths: member.evidence.iter().map(|reason| reason.at.to_string()).collect(),
            rejected: &member.rejected,
        });
        let links = composition.links.iter().map(|link| Link {
            from: name(link.from),
            to: name(link.to),
            via: link.via.as_str(),
            detail: &link.detail,
        });
        Self {
            file: &pod.file,
            document: pod.document,
            object: Object::from(&pod.object),
            patterns: patterns.iter().map(|pattern| pattern.as_str()).collect(),
            unrelated: composition.unrelated().is_some(),
            unrelated_kind: composition.unrelated().map(Unrelated::as_str),
            replicas: pod.replicas,
            groups: composition.groups.iter().map(|group| group.iter().map(|&index| name(index)).collect()).collect(),
            containers: containers.collect(),
            links: links.collect(),
        }
    }
}

pub(super) fn write(
    pods: &[Inspected],
    patterns: &[Vec<Pattern>],
    connections: &[Connection],
    out: &mut dyn Write,
) -> io::Result<()> {
    let leads = connections.iter().map(|connection| Leads {
        from: Node::of(&connection.from, pods),
        to: Node::of(&connection.to, pods),
        via: connection.via.as_str(),
        port: connection.port,
        detail: Some(connection.detail.as_str()).filter(|detail| !detail.is_empty()),
    });
    let pods = pods.iter().zip(patterns).map(|(pod, patterns)| Pod::of(pod, patterns));
    let (connections, pods) = (leads.collect(), pods.collect());
    json::write(&Document { version: 1, pods, connections }, out)?;
    writeln!(out)
}
