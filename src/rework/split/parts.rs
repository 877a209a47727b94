//! The parts of a Pod: which containers move together, which part keeps the name, and what kind each becomes.

use std::collections::BTreeSet;

use crate::composition::knowledge::{Software, SoftwareKind};
use crate::composition::{Composition, Member, Role};
use crate::k8s::{Pod, Slot};
use crate::pattern::Kind;

/// The containers that become one workload.
pub(super) struct Part {
    /// The container that it is there for, by index.
    pub(super) lead: usize,
    /// The name of the workload.
    pub(super) name: String,
    /// Its kind.
    pub(super) kind: Kind,
    /// True if it keeps data of its own.
    pub(super) keeps_data: bool,
}

/// Returns the part of each container: running ones as they belong together, and the others with those they prepare, where
/// that can be told.
pub(super) fn of_members(pod: &Pod<'_>, composition: &Composition) -> Vec<Option<usize>> {
    let mut part_of = vec![None; composition.members.len()];
    for (part, group) in composition.groups.iter().enumerate() {
        for &member in group {
            part_of[member] = Some(part);
        }
    }
    let sure = part_of.clone();
    for (at, member) in composition.members.iter().enumerate().filter(|(at, _)| sure[*at].is_none()) {
        let linked = composition.links.iter().filter(|link| link.from == at || link.to == at);
        let mut near: BTreeSet<usize> = linked.filter_map(|link| sure[link.from].or(sure[link.to])).collect();
        if near.is_empty() {
            near = through_volumes(pod, composition, at, &sure);
        }
        if near.is_empty() {
            let is_alike = |other: &&Member| other.image == member.image && other.slot != Slot::Ephemeral;
            let alike = composition.members.iter().enumerate().filter(|(_, other)| is_alike(other));
            near = alike.filter_map(|(other, _)| sure[other]).collect();
        }
        part_of[at] = if near.len() == 1 { near.into_iter().next() } else { None };
    }
    part_of
}

/// Returns the parts that mount a volume that a container mounts.
fn through_volumes(pod: &Pod<'_>, composition: &Composition, at: usize, sure: &[Option<usize>]) -> BTreeSet<usize> {
    let containers = pod.containers();
    let mounts = |index: usize| {
        let mounts = containers.get(index).and_then(|container| container.spec.volume_mounts.as_ref());
        mounts.into_iter().flatten().map(|mount| mount.name.clone()).collect::<BTreeSet<String>>()
    };
    let own = mounts(at);
    let others = (0..composition.members.len()).filter(|&other| other != at && !own.is_disjoint(&mounts(other)));
    others.filter_map(|other| sure[other]).collect()
}

/// Returns the container that a part is there for: of those that do its work the one that keeps data, or the first.
pub(super) fn leader(composition: &Composition, part_of: &[Option<usize>], part: usize) -> usize {
    let members = || (0..part_of.len()).filter(|&member| part_of[member] == Some(part));
    let running = || members().filter(|&member| composition.members[member].is_long_running());
    let mains = || running().filter(|&member| composition.members[member].role == Role::Main);
    let keeping = || mains().find(|&member| composition.members[member].keeps_data());
    keeping().or_else(|| mains().next()).or_else(|| running().next()).or_else(|| members().next()).unwrap_or_default()
}

/// Returns the part that keeps the name: the one whose claims bear it, or the one that no other connects to, stores last.
pub(super) fn staying(
    templates: &[&str],
    pod: &Pod<'_>,
    composition: &Composition,
    part_of: &[Option<usize>],
) -> usize {
    let count = composition.groups.len();
    let with_claims: Vec<usize> = (0..count).filter(|&part| uses_templates(templates, pod, part_of, part)).collect();
    if let [one] = with_claims[..] {
        return one;
    }
    let is_asked = |part: usize| {
        let mut network = composition.links.iter().filter(|link| link.via.is_network());
        network.any(|link| part_of[link.from] != Some(part) && part_of[link.to] == Some(part))
    };
    let is_store = |part: usize| composition.members[leader(composition, part_of, part)].keeps_data();
    (0..count).min_by_key(|&part| (is_store(part), is_asked(part), part)).unwrap_or_default()
}

/// Returns whether a container of a part mounts a claim that the StatefulSet makes for each Pod.
pub(super) fn uses_templates(templates: &[&str], pod: &Pod<'_>, part_of: &[Option<usize>], part: usize) -> bool {
    let containers = pod.containers();
    let own = containers.iter().enumerate().filter(|(at, _)| part_of.get(*at) == Some(&Some(part)));
    let mut mounts = own.flat_map(|(_, container)| container.spec.volume_mounts.iter().flatten());
    mounts.any(|mount| templates.contains(&mount.name.as_str()))
}

/// Returns true if a container keeps data that outlives it: a database, or another store with a folder for its data.
pub(super) fn keeps_data(member: &Member) -> bool {
    let in_memory = |software: &Software| software.kind == SoftwareKind::Cache && software.data.is_empty();
    member.keeps_data() && !member.software().is_some_and(in_memory)
}

/// Returns the kind of a part that moves out.
pub(super) fn kind_of(kind: Kind, pod: &Pod<'_>, keeps_data: bool, uses_templates: bool) -> Kind {
    let ends = pod.spec.restart_policy.as_deref().is_some_and(|policy| policy != "Always");
    match kind {
        Kind::Pod if ends => Kind::Pod,
        Kind::Pod | Kind::Deployment if keeps_data => Kind::StatefulSet,
        Kind::StatefulSet if !keeps_data && !uses_templates => Kind::Deployment,
        other => other,
    }
}
