//! The links that users see: couplings with their direction, and those that only a name or image shows.

use crate::composition::evidence::{host_folder_pairs, overlap};
use crate::composition::knowledge::{Function, FunctionTrait, WordList};
use crate::composition::link::{Link, Via};
use crate::composition::member::{Member, Reason};
use crate::composition::role::Role;
use crate::composition::volume::{Mount, Volume, VolumeKind};
use crate::k8s::Slot;

/// Returns the links that users see: who writes what another reads, who connects to whom, who helps whom.
pub(in crate::composition) fn links(
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
    for ((at, one), (_, other)) in host_folder_pairs(volumes, members) {
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
    let mut mains_of: Vec<&[usize]> = vec![&[]; members.len()];
    let is_main = |&index: &usize| members[index].role == Role::Main;
    let mains: Vec<Vec<usize>> = groups.iter().map(|group| group.iter().copied().filter(is_main).collect()).collect();
    for (group, mains) in groups.iter().zip(&mains) {
        for &index in group {
            mains_of[index] = mains;
        }
    }
    let hub_of = |index: usize| {
        let mains = mains_of[index];
        let proxies = members[index].function.is_some_and(stands_for_database);
        let asks = || mains.iter().find(|&&other| has_database_settings(&members[other]));
        proxies.then(asks).flatten().or(mains.first()).copied()
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
        let known = member.software().filter(|software| software.kind.is_helper());
        let (via, detail) = match known {
            _ if processes => (Via::ProcessNamespace, "shareProcessNamespace is true".to_owned()),
            Some(software) => (Via::HelperImage, format!("{} is made to help such a container", software.id)),
            None if member.function == Some(Function::DebugShell) => continue,
            None => (Via::HelperName, member.evidence.first().map(|reason| reason.words.clone()).unwrap_or_default()),
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

/// Adds to each container's evidence the links that tie it to the others.
pub(in crate::composition) fn name_links(members: &mut [Member], links: &[Link]) {
    for link in links {
        if matches!(link.via, Via::HelperImage | Via::HelperName) {
            continue;
        }
        for (me, other) in [(link.from, link.to), (link.to, link.from)] {
            let name = members[other].name.clone();
            let evidence = &mut members[me].evidence;
            if evidence.len() < 6 {
                let verb = if me == link.from { "to" } else { "from" };
                let words = format!("{} {verb} {name}: {}", link.via, link.detail);
                evidence.push(Reason { words, at: link.place.clone() });
            }
        }
    }
}

/// Returns true if a helper of this function stands for a database.
pub(super) fn stands_for_database(function: Function) -> bool {
    function.has(FunctionTrait::StandsForDatabase)
}

/// Returns true if a container has environment variables for a connection to a database: `DB_USER`, `PGPASSWORD`.
pub(super) fn has_database_settings(member: &Member) -> bool {
    let names =
        |variable: &String| variable.to_lowercase().split('_').any(|word| WordList::DatabaseSettings.holds(word));
    member.variables.iter().any(names)
}
