//! The contract for scripts: one object, version 1. Fields may be added, never changed.

use std::io::{self, Write};

use serde::Serialize;

use super::Inspected;
use crate::composition::Unrelated;
use crate::k8s::Slot;
use crate::report::object::Object;
use crate::terminal::json;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    pods: Vec<Pod<'a>>,
}

#[derive(Serialize)]
struct Pod<'a> {
    file: &'a str,
    document: usize,
    object: Object<'a>,
    patterns: Vec<&'a str>,
    unrelated: bool,
    unrelated_kind: Option<&'a str>,
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
    evidence: &'a [String],
    rejected: &'a [String],
}

#[derive(Serialize)]
struct Link<'a> {
    from: &'a str,
    to: &'a str,
    via: &'a str,
    detail: &'a str,
}

impl<'a> From<&'a Inspected> for Pod<'a> {
    fn from(pod: &'a Inspected) -> Self {
        let composition = &pod.composition;
        let name = |index: usize| composition.members[index].name.as_str();
        let containers = composition.members.iter().map(|member| Container {
            name: &member.name,
            role: member.role.as_str(),
            function: member.function.as_deref(),
            native_sidecar: member.slot == Slot::Sidecar,
            evidence: &member.evidence,
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
            patterns: composition.patterns.iter().map(|pattern| pattern.as_str()).collect(),
            unrelated: composition.unrelated().is_some(),
            unrelated_kind: composition.unrelated().map(Unrelated::as_str),
            groups: composition.groups.iter().map(|group| group.iter().map(|&index| name(index)).collect()).collect(),
            containers: containers.collect(),
            links: links.collect(),
        }
    }
}

pub(super) fn write(pods: &[Inspected], out: &mut dyn Write) -> io::Result<()> {
    let pods = pods.iter().map(Pod::from).collect();
    json::write(&Document { version: 1, pods }, out)?;
    writeln!(out)
}
