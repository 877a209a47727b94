//! The changes of the Pod's spec that leave a part of its containers: addresses, labels, volumes, and what goes.

use serde_json::Value;

use super::addresses::Addresses;
use super::barriers::two_parts;
use super::case::{Case, below};
use super::claims::{self, Claims};
use super::labels::Labels;
use super::open_ports;
use super::services::Services;
use crate::composition::{ListenPort, PortEvidence, Probed, VolumeKind};
use crate::edit::Change;
use crate::k8s::Slot;
use crate::pattern::Kind;
use crate::yaml::{FieldPath, Kind as NodeKind, Node, Segment};

/// Returns the changes that lead from the spec as it is to that of a part, in an order in which they can be made one by
/// one; paths begin at the spec. Comments come first, as what they stand above may go.
pub(super) fn of_part(
    case: &Case<'_>,
    part: usize,
    addresses: &Addresses<'_>,
    services: &Services<'_>,
    moved: Option<(&Labels, &Claims)>,
) -> Vec<Change> {
    let mut changes = remarks(case, part, addresses, services);
    for text in addresses.texts.iter().filter(|text| std::ptr::eq(text.manifest, case.manifest)) {
        let is_own = |member: usize| text.path.segments().starts_with(case.member(member).path.segments());
        if case.members_of(part).any(is_own) {
            let value = text.with_hosts(|to| services.host(case, to));
            changes.push(Change::Set(case.within_spec(&text.path), value.into()));
        }
    }
    if let Some((labels, claims)) = moved {
        changes.extend(claims.changes.iter().cloned());
        changes.extend(claims::group(case, part, claims));
        changes.extend(placement(case, labels));
        let deadline = case.spec().is_some_and(|spec| spec.get("activeDeadlineSeconds").is_some());
        if deadline && case.kind == Kind::Pod && case.parts[part].kind != Kind::Pod {
            changes.push(Change::Remove(FieldPath::default().field("activeDeadlineSeconds")));
        }
    }
    changes.extend(probes_of_others(case, part).into_iter().map(|(path, _)| Change::Remove(path)));
    for slot in [Slot::App, Slot::Init, Slot::Ephemeral] {
        let list = case.composition.members.iter().enumerate().filter(|(_, it)| it.slot.field() == slot.field());
        let stays = list.map(|(member, _)| case.part_of(member) == part).collect();
        changes.extend(removals(&FieldPath::default().field(slot.field()), stays));
    }
    let replaced = moved.map(|(_, claims)| claims.replaced.as_slice()).unwrap_or_default();
    changes.extend(removals(&FieldPath::default().field("volumes"), volumes(case, part, replaced)));
    changes
}

/// Returns the changes that take some items out of a list, or the whole list.
fn removals(list: &FieldPath, stays: Vec<bool>) -> Vec<Change> {
    if !stays.is_empty() && !stays.contains(&true) {
        return vec![Change::Remove(list.clone())];
    }
    let gone = stays.iter().enumerate().rev().filter(|(_, stays)| !**stays);
    gone.map(|(at, _)| Change::Remove(list.clone().index(at))).collect()
}

/// Returns for each volume whether a part has it. One that nobody mounts stays where it is.
fn volumes(case: &Case<'_>, part: usize, replaced: &[String]) -> Vec<bool> {
    let users: Vec<(usize, Vec<&str>)> =
        (0..case.composition.members.len()).map(|member| (case.part_of(member), case.volumes_of(member))).collect();
    let declared = case.spec().and_then(|spec| spec.get("volumes"));
    let stays = |volume: Node<'_>| {
        let name = volume.get("name").map_or("", Node::text);
        let mut mounting = users.iter().filter(|(_, names)| names.contains(&name)).map(|(part, _)| *part).peekable();
        let is_unused = mounting.peek().is_none();
        (if is_unused { part == 0 } else { mounting.any(|own| own == part) }) && !replaced.iter().any(|it| it == name)
    };
    declared.into_iter().flat_map(Node::items).map(stays).collect()
}

/// Returns the probes of a part's containers that ask a port of another part, each with what it asks.
pub(super) fn probes_of_others(case: &Case<'_>, part: usize) -> Vec<(FieldPath, String)> {
    let listens = |member: usize, probe: &Probed| {
        let is_it = |listen: &ListenPort| match probe.port {
            Some(port) => listen.port == port,
            None => listen.name.is_some() && listen.name == probe.name,
        };
        case.member(member).ports.iter().any(|listen| listen.evidence != PortEvidence::Maybe && is_it(listen))
    };
    let mut probes = Vec::new();
    for member in case.members_of(part) {
        for probe in case.member(member).probed.iter().filter(|probe| !listens(member, probe)) {
            let answering: Vec<usize> =
                (0..case.composition.members.len()).filter(|&other| listens(other, probe)).collect();
            if answering.is_empty() || answering.iter().any(|&other| case.part_of(other) == part) {
                continue;
            }
            let port = probe.port.map(|port| port.to_string()).or(probe.name.clone()).unwrap_or_default();
            let (path, to) = (below(&case.member(member).path, probe.kind), &case.member(answering[0]).name);
            let words = format!("the {} checked port {port} of `{to}`, which is in another Pod now", probe.kind);
            probes.push((case.within_spec(&path), words));
        }
    }
    probes
}

/// Returns the comments at what cannot be decided.
fn remarks(case: &Case<'_>, part: usize, addresses: &Addresses<'_>, services: &Services<'_>) -> Vec<Change> {
    let mut remarks = Vec::new();
    for it in addresses.unwritten.iter().filter(|it| std::ptr::eq(it.place.0, case.manifest)) {
        if case.part_of(it.from) == part {
            remarks.push(Change::Comment(case.within_spec(&it.place.1), services.remark(case, it)));
        }
    }
    for (path, words) in probes_of_others(case, part) {
        remarks.push(Change::Comment(path.parent().unwrap_or_default(), words));
    }
    let ports = case.members_of(part).flat_map(|member| open_ports::of_member(case, member, addresses));
    for (change, _) in ports {
        remarks.push(match change {
            Change::Set(path, value) => Change::Set(case.within_spec(&path), value),
            Change::Comment(path, words) => Change::Comment(case.within_spec(&path), words),
            other => other,
        });
    }
    for (at, words) in shared_volumes(case) {
        let volume = &case.composition.volumes[at];
        let is_mounted = volume.mounts.iter().any(|mount| case.part_of(mount.member) == part);
        if let Some(place) = volume.place.as_ref().filter(|_| is_mounted) {
            remarks.push(Change::Comment(case.within_spec(place), words));
        }
    }
    remarks
}

/// Returns the volumes of the Pod that several parts mount, by index, each with what that comes to.
pub(super) fn shared_volumes(case: &Case<'_>) -> Vec<(usize, String)> {
    let mut shared = Vec::new();
    for (at, volume) in case.composition.volumes.iter().enumerate() {
        let Some((one, other)) = two_parts(case, volume) else { continue };
        let (one, other) = (&case.member(one).name, &case.member(other).name);
        let words = match volume.kind {
            VolumeKind::Claim if volume.place.is_some() => {
                format!("unless it is ReadWriteMany, the Pods of `{one}` and `{other}` have to run on the same node")
            }
            VolumeKind::HostPath(_) if volume.carries_data() => {
                format!("the Pods of `{one}` and `{other}` may run on different nodes now")
            }
            VolumeKind::EmptyDir => format!("`{one}` and `{other}` have one each now"),
            _ => continue,
        };
        shared.push((at, words));
    }
    shared
}

/// Returns the changes of rules about where Pods run: those about the Pods that stay are about the new ones now.
fn placement(case: &Case<'_>, labels: &Labels) -> Vec<Change> {
    let mut changes = Vec::new();
    for field in ["affinity", "topologySpreadConstraints"] {
        if let Some(node) = case.spec().and_then(|spec| spec.get(field)) {
            selectors(node, &FieldPath::default().field(field), labels, &mut changes);
        }
    }
    changes
}

fn selectors(node: Node<'_>, path: &FieldPath, labels: &Labels, changes: &mut Vec<Change>) {
    let is_old = |key: &str, value: &str| {
        labels.changed.iter().any(|(changed, was)| changed == key && was.as_deref() == Some(value))
    };
    let new = |key: &str| labels.pod.get(key).cloned().unwrap_or(Value::Null);
    match node.kind() {
        NodeKind::Mapping => {
            let key = node.get("key").map_or("", Node::text);
            for entry in node.entries() {
                let path = below(path, &entry.name);
                let is_labels = matches!(path.segments(), [.., Segment::Field(list), _] if *list == "matchLabels");
                if is_labels && is_old(&entry.name, entry.value.text()) {
                    changes.push(Change::Set(path, new(&entry.name)));
                } else if entry.name == "values" {
                    let items = entry.value.items().enumerate().filter(|(_, item)| is_old(key, item.text()));
                    changes.extend(items.map(|(at, _)| Change::Set(path.clone().index(at), new(key))));
                } else {
                    selectors(entry.value, &path, labels, changes);
                }
            }
        }
        NodeKind::Sequence => {
            for (at, item) in node.items().enumerate() {
                selectors(item, &path.clone().index(at), labels, changes);
            }
        }
        NodeKind::Scalar => {}
    }
}
