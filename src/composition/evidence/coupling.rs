//! Clauses about pairs: what couples two containers that run side by side.

use std::collections::{HashMap, HashSet};

use super::{Clause, Ledger};
use crate::composition::facts::pod_facts::PodFacts;
use crate::composition::knowledge::WordList;
use crate::composition::link::Link;
use crate::composition::member::Member;
use crate::composition::volume::{Mount, Volume, VolumeKind};

/// A volume's mounts that are compared with each other, at most.
const MOST_MOUNTS: usize = 256;

/// A summary of what couples two containers.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen by itself, and any of them may be")]
pub(in crate::composition) struct Coupling {
    pub(in crate::composition) files: bool,
    pub(in crate::composition) network: bool,
    pub(in crate::composition) processes: bool,
    /// Each connects to the other, and Services send traffic to both.
    pub(in crate::composition) peers: bool,
    /// Both serve, and one uses the API of the other.
    pub(in crate::composition) api: bool,
    /// They are given the same configuration: no coupling, but no sign of strangers either.
    pub(in crate::composition) config: bool,
}

impl Coupling {
    /// Returns true if anything couples the two.
    pub(in crate::composition) const fn joins(self) -> bool {
        self.files || self.network || self.processes
    }
}

/// The coupling of each pair of containers that run side by side.
pub(in crate::composition) struct Couplings {
    /// True if all share one process namespace.
    processes: bool,
    /// For each container, those that something else couples it with.
    near: Vec<HashMap<usize, Coupling>>,
}

impl Couplings {
    pub(in crate::composition) fn of(facts: &PodFacts<'_>, ledger: &Ledger<'_>) -> Self {
        let count = facts.members.len();
        let processes = facts.shares_processes() && ledger.hears(Clause::Processes);
        let mut couplings = Self { processes, near: vec![HashMap::new(); count] };
        if ledger.hears(Clause::SharedFiles) {
            couplings.note_files(facts);
        }
        if ledger.hears(Clause::SharedConfig) {
            couplings.note_configuration(facts);
        }
        if ledger.hears(Clause::HostFolder) {
            for ((_, one), (_, other)) in host_folder_pairs(facts.volumes, facts.members) {
                couplings.note(one.member, other.member, |coupling| coupling.files = true);
            }
        }
        if ledger.hears(Clause::Address) {
            couplings.note_addresses(facts);
        }
        couplings
    }

    /// Returns what couples two containers.
    pub(in crate::composition) fn between(&self, one: usize, other: usize) -> Coupling {
        let near = &self.near[one];
        let noted = if near.is_empty() { None } else { near.get(&other).copied() };
        Coupling { processes: self.processes, ..noted.unwrap_or_default() }
    }

    /// Returns the containers that something couples one with.
    pub(super) fn joined_with(&self, index: usize) -> impl Iterator<Item = usize> {
        let all = if self.processes { 0..self.near.len() } else { 0..0 };
        let near = self.near[index].iter().filter(|(_, coupling)| coupling.joins()).map(|(&other, _)| other);
        near.chain(all.filter(move |&other| other != index))
    }

    fn note(&mut self, one: usize, other: usize, set: impl Fn(&mut Coupling)) {
        set(self.near[one].entry(other).or_default());
        set(self.near[other].entry(one).or_default());
    }

    fn note_files(&mut self, facts: &PodFacts<'_>) {
        for volume in facts.volumes.iter().filter(|volume| volume.carries_data()) {
            for (one, other) in mount_pairs(volume, facts.members) {
                if one.member != other.member && overlap(one, other) {
                    self.note(one.member, other.member, |coupling| coupling.files = true);
                }
            }
        }
    }

    fn note_configuration(&mut self, facts: &PodFacts<'_>) {
        let given = facts.volumes.iter().filter(|volume| volume.kind == VolumeKind::Injected);
        for volume in given.filter(|volume| !holds_credentials(volume)) {
            for (one, other) in mount_pairs(volume, facts.members) {
                self.note(one.member, other.member, |coupling| coupling.config = true);
            }
        }
    }

    fn note_addresses(&mut self, facts: &PodFacts<'_>) {
        for link in &facts.links {
            let api = facts.uses_api(link);
            self.note(link.from, link.to, |coupling| {
                coupling.network = true;
                coupling.api |= api;
            });
        }
        let pair = |link: &Link| (link.from, link.to);
        let asks: HashSet<(usize, usize)> = facts.links.iter().filter(|link| link.sure).map(pair).collect();
        let served = |index: usize| facts.members[index].listens_on_any(&facts.served);
        for &(from, to) in asks.iter().filter(|&&(from, to)| from < to && asks.contains(&(to, from))) {
            if served(from) && served(to) {
                self.note(from, to, |coupling| coupling.peers = true);
            }
        }
    }
}

/// Returns the mounts of a volume by containers that run side by side.
fn running<'v>(volume: &'v Volume, members: &[Member]) -> Vec<&'v Mount> {
    volume.mounts.iter().filter(|mount| members[mount.member].is_long_running()).take(MOST_MOUNTS).collect()
}

fn mount_pairs<'v>(volume: &'v Volume, members: &[Member]) -> Vec<(&'v Mount, &'v Mount)> {
    let users = running(volume, members);
    let pairs = users.iter().enumerate().flat_map(|(at, &one)| users[at + 1..].iter().map(move |&other| (one, other)));
    pairs.collect()
}

/// Returns true if a volume holds keys, certificates or tokens, which any two containers may be given.
fn holds_credentials(volume: &Volume) -> bool {
    let says = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| WordList::Credentials.holds(word));
    says(&volume.name) || volume.mounts.iter().any(|mount| says(&mount.path))
}

/// Returns true if two mounts of one volume show each other's files.
pub(in crate::composition) fn overlap(one: &Mount, other: &Mount) -> bool {
    one.overlaps(other)
}

/// A volume, by index, and one of its mounts.
type Use<'v> = (usize, &'v Mount);

/// Returns pairs of mounts of different hostPath volumes that show one folder of the node.
pub(in crate::composition) fn host_folder_pairs<'v>(
    volumes: &'v [Volume],
    members: &[Member],
) -> Vec<(Use<'v>, Use<'v>)> {
    let carries = volumes.iter().enumerate().filter(|(_, volume)| volume.carries_data());
    let mut folders: Vec<(&str, usize)> = carries
        .filter_map(|(at, volume)| match &volume.kind {
            VolumeKind::HostPath(path) => Some((path.trim_end_matches('/'), at)),
            _ => None,
        })
        .collect();
    folders.sort_unstable();
    let mut pairs = Vec::new();
    for window in folders.windows(2).filter(|window| window[0].0 == window[1].0) {
        let (one, other) = (window[0].1, window[1].1);
        let first = running(&volumes[one], members).first().copied();
        let second = running(&volumes[other], members).first().copied();
        if let (Some(first), Some(second)) = (first, second)
            && first.member != second.member
        {
            pairs.push(((one, first), (other, second)));
        }
    }
    pairs
}
