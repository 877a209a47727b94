//! Every coupling of a Pod: pair by pair for the analysis, and as the links that users see.

use std::collections::HashSet;

use super::link::{Link, Via};
use super::member::Member;
use super::role::Role;
use super::tier::Coupled;
use super::volume::{Mount, Volume, VolumeKind};
use crate::k8s::Slot;

/// What couples each pair of containers that run side by side.
pub(super) struct Bonds {
    count: usize,
    pairs: Vec<Coupled>,
}

impl Bonds {
    pub(super) fn of(members: &[Member], volumes: &[Volume], asked: &[Link], served: &[u16], processes: bool) -> Self {
        let count = members.len();
        let mut bonds = Self { count, pairs: vec![Coupled { processes, ..Coupled::default() }; count * count] };
        for volume in volumes.iter().filter(|volume| volume.carries_data()) {
            let users = running(volume, members);
            for (at, one) in users.iter().enumerate() {
                for other in &users[at + 1..] {
                    if one.member != other.member && overlap(one, other) {
                        bonds.mark(one.member, other.member, |coupled| coupled.files = true);
                    }
                }
            }
        }
        for volume in volumes.iter().filter(|volume| volume.kind == VolumeKind::Injected && !holds_credentials(volume))
        {
            let users = running(volume, members);
            for (at, one) in users.iter().enumerate() {
                for other in &users[at + 1..] {
                    bonds.mark(one.member, other.member, |coupled| coupled.config = true);
                }
            }
        }
        for (one, other) in same_host_folders(volumes, members) {
            bonds.mark(one.1.member, other.1.member, |coupled| coupled.files = true);
        }
        for link in asked {
            bonds.mark(link.from, link.to, |coupled| coupled.network = true);
        }
        let asks: HashSet<(usize, usize)> =
            asked.iter().filter(|link| link.sure).map(|link| (link.from, link.to)).collect();
        for &(from, to) in asks.iter().filter(|&&(from, to)| from < to && asks.contains(&(to, from))) {
            if members[from].listens_on_any(served) && members[to].listens_on_any(served) {
                bonds.mark(from, to, |coupled| coupled.peers = true);
            }
        }
        bonds
    }

    fn mark(&mut self, one: usize, other: usize, set: impl Fn(&mut Coupled)) {
        set(&mut self.pairs[one * self.count + other]);
        set(&mut self.pairs[other * self.count + one]);
    }

    pub(super) fn between(&self, one: usize, other: usize) -> Coupled {
        self.pairs[one * self.count + other]
    }
}

/// The mounts of a volume by containers that run side by side, at most as many as a Pod can sensibly have.
fn running<'v>(volume: &'v Volume, members: &[Member]) -> Vec<&'v Mount> {
    volume.mounts.iter().filter(|mount| members[mount.member].is_long_running()).take(256).collect()
}

/// Whether a volume holds keys, certificates or tokens, which any two containers may be given.
fn holds_credentials(volume: &Volume) -> bool {
    const WORDS: [&str; 12] =
        ["cert", "certs", "tls", "ssl", "ca", "token", "tokens", "secret", "secrets", "key", "keys", "kubeconfig"];
    let says = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word));
    says(&volume.name) || volume.mounts.iter().any(|mount| says(&mount.path))
}

/// Whether two mounts of one volume show each other's files.
fn overlap(one: &Mount, other: &Mount) -> bool {
    let (a, b) = (one.sub_path.trim_matches('/'), other.sub_path.trim_matches('/'));
    let under = |inner: &str, outer: &str| {
        outer.is_empty() || inner == outer || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
    };
    under(a, b) || under(b, a)
}

type Use<'v> = (usize, &'v Mount);

/// Pairs of mounts of different hostPath volumes that show one folder of the node.
fn same_host_folders<'v>(volumes: &'v [Volume], members: &[Member]) -> Vec<(Use<'v>, Use<'v>)> {
    let mut folders: Vec<(&str, usize)> = volumes
        .iter()
        .enumerate()
        .filter(|(_, volume)| volume.carries_data())
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

/// The links users see: who writes what another reads, who asks whom, who helps whom.
pub(super) fn links(
    members: &[Member],
    volumes: &[Volume],
    asked: Vec<Link>,
    processes: bool,
    groups: &[Vec<usize>],
) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for (at, volume) in volumes.iter().enumerate().filter(|(_, volume)| volume.carries_data()) {
        links.extend(through(at, volume, members));
    }
    for ((at, one), (_, other)) in same_host_folders(volumes, members) {
        let VolumeKind::HostPath(path) = &volumes[at].kind else { continue };
        let (from, to) = direction(one, other);
        let detail = format!("both mount the node's {path}");
        links.push(Link {
            from,
            to,
            via: Via::SharedHostPath,
            detail,
            volume: Some(at),
            port: None,
            sure: true,
            place: one.place.clone(),
        });
    }
    links.extend(asked);
    let hub_of = |index: usize| {
        let group = groups.iter().find(|group| group.contains(&index));
        group.and_then(|group| group.iter().copied().find(|&other| members[other].role == Role::Main))
    };
    let mut linked = vec![false; members.len()];
    for link in &links {
        linked[link.from] = true;
        linked[link.to] = true;
    }
    for (index, member) in
        members.iter().enumerate().filter(|(_, member)| member.is_long_running() && member.role.is_helper())
    {
        let Some(hub) = hub_of(index).filter(|&hub| hub != index && !linked[index]) else { continue };
        let known = member.software.filter(|software| software.kind.is_helper());
        let (via, detail) = match known {
            _ if processes => (Via::ProcessNamespace, "shareProcessNamespace is true".to_owned()),
            Some(software) => (Via::HelperImage, format!("{} is made to help such a container", software.id)),
            None if member.function.as_deref() == Some("debug-shell") => continue,
            None => (Via::HelperName, member.evidence.first().cloned().unwrap_or_default()),
        };
        links.push(Link {
            from: index,
            to: hub,
            via,
            detail,
            volume: None,
            port: None,
            sure: known.is_some(),
            place: member.path.clone(),
        });
    }
    links
}

/// The links through one volume: from those who write to those who read, or with main in the middle.
fn through(at: usize, volume: &Volume, members: &[Member]) -> Vec<Link> {
    let mounts: Vec<&Mount> =
        volume.mounts.iter().filter(|mount| members[mount.member].slot != Slot::Ephemeral).take(64).collect();
    let writers: Vec<&Mount> = mounts.iter().copied().filter(|mount| mount.writes.is_some()).collect();
    let mut links: Vec<Link> = Vec::new();
    let mut push = |one: &Mount, other: &Mount| {
        let (from, to) = direction(one, other);
        let known = links.iter().any(|link| (link.from, link.to) == (from, to) || (link.from, link.to) == (to, from));
        if one.member == other.member || !overlap(one, other) || known {
            return;
        }
        let memory = one.path == "/dev/shm" && other.path == "/dev/shm";
        let via = match &volume.kind {
            _ if memory => Via::Ipc,
            VolumeKind::HostPath(_) => Via::SharedHostPath,
            _ => Via::SharedVolume,
        };
        let detail = detail(&volume.name, one, other);
        links.push(Link { from, to, via, detail, volume: Some(at), port: None, sure: true, place: one.place.clone() });
    };
    for writer in &writers {
        for reader in mounts.iter().filter(|mount| mount.reads.is_some()) {
            push(writer, reader);
        }
    }
    // Who is not among them is joined to main, or to whoever mounts it first.
    let hub = mounts.iter().find(|mount| members[mount.member].role == Role::Main).or(mounts.first()).copied();
    if let Some(hub) = hub {
        for mount in &mounts {
            push(hub, mount);
        }
    }
    links
}

/// From the one who writes to the one who reads.
fn direction(one: &Mount, other: &Mount) -> (usize, usize) {
    let takes = |mount: &Mount| mount.read_only || mount.reads.is_some() && mount.writes.is_none();
    let gives = |mount: &Mount| mount.writes.is_some() && mount.reads.is_none();
    if takes(one) && !takes(other) || gives(other) && !gives(one) {
        (other.member, one.member)
    } else {
        (one.member, other.member)
    }
}

fn detail(volume: &str, one: &Mount, other: &Mount) -> String {
    let reason = one.writes.as_ref().or(other.writes.as_ref());
    let paths = if one.path == other.path { one.path.clone() } else { format!("{} and {}", one.path, other.path) };
    match reason {
        Some(reason) => format!("volume {volume} at {paths}: {reason}"),
        None => format!("volume {volume} at {paths}"),
    }
}

/// Adds to each helper's evidence the links that tie it to the others.
pub(super) fn explain(members: &mut [Member], links: &[Link]) {
    for link in links {
        if matches!(link.via, Via::HelperImage | Via::HelperName) {
            continue;
        }
        for (me, other) in [(link.from, link.to), (link.to, link.from)] {
            let name = members[other].name.clone();
            let evidence = &mut members[me].evidence;
            if evidence.len() < 6 {
                let verb = if me == link.from { "to" } else { "from" };
                evidence.push(format!("{} {verb} {name}: {}", link.via, link.detail));
            }
        }
    }
}
