//! Ports that are open on localhost only, and that other Pods connect to now.

use super::addresses::Addresses;
use super::case::{Case, below};
use crate::composition::{ListenPort, Scope, loopback};
use crate::edit::Change;
use crate::yaml::{FieldPath, Kind, Node};

/// Fields of a container that may say where it listens.
const FIELDS: [&str; 3] = ["command", "args", "env"];

/// Returns the changes that open the ports of a container to other Pods, each with a note; where the address that it
/// listens on cannot be told, a comment says that it has to. Paths begin at the object.
pub(super) fn of_member(case: &Case<'_>, member: usize, addresses: &Addresses<'_>) -> Vec<(Change, String)> {
    let part = case.part_of(member);
    let is_needed = |listen: &&ListenPort| {
        let is_closed = listen.scope == Scope::Loopback && !listen.ambiguous;
        is_closed && addresses.needed.contains(&(part, listen.port))
    };
    let ports = case.member(member).ports.iter().filter(is_needed);
    let ports: Vec<&ListenPort> = ports.collect();
    let Some(first) = ports.first() else { return Vec::new() };
    let name = &case.member(member).name;
    let mut written = Vec::new();
    for field in FIELDS {
        if let Some(node) = case.container(member).and_then(|container| container.get(field)) {
            collect(case, member, node, &below(&case.member(member).path, field), &mut written);
        }
    }
    written.retain(|(path, _)| addresses.texts.iter().all(|text| text.path != *path));
    if let [(path, value)] = &written[..] {
        let note = format!("`{name}` listens on all addresses now, as other Pods connect to it");
        return vec![(Change::Set(path.clone(), value.as_str().into()), note)];
    }
    let words = format!("port {} has to be reachable from other Pods now", first.port);
    vec![(Change::Comment(first.place.clone(), words.clone()), format!("`{name}`: {words}"))]
}

/// Collects the texts that name the loopback interface, and not as something to connect to, each with all addresses in its
/// place.
fn collect(case: &Case<'_>, member: usize, node: Node<'_>, path: &FieldPath, written: &mut Vec<(FieldPath, String)>) {
    match node.kind() {
        Kind::Mapping => {
            for entry in node.entries() {
                collect(case, member, entry.value, &below(path, &entry.name), written);
            }
        }
        Kind::Sequence => {
            for (at, item) in node.items().enumerate() {
                collect(case, member, item, &path.clone().index(at), written);
            }
        }
        Kind::Scalar => {
            let Some(text) = node.as_str() else { return };
            let [found] = &loopback(text)[..] else { return };
            let is_own = case.member(member).endpoints.iter().all(|endpoint| endpoint.place != *path);
            if let Some(host) = found.loopback_span(text).filter(|_| is_own) {
                let all = if text[host.clone()].starts_with('[') { "[::]" } else { "0.0.0.0" };
                written.push((path.clone(), format!("{}{all}{}", &text[..host.start], &text[host.end..])));
            }
        }
    }
}
