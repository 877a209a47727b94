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
    links.extend(host_folders(members, volumes));
    links.extend(asked);
    let mut linked = vec![false; members.len()];
    for link in &links {
        linked[link.from] = true;
        linked[link.to] = true;
    }
    let hubs = hubs(members, groups);
    let helpers = members.iter().enumerate().filter(|(_, member)| member.is_long_running() && member.role.is_helper());
    for (index, member) in helpers.filter(|&(index, _)| !linked[index]) {
        let Some(hub) = hubs[index].filter(|&hub| hub != index) else { continue };
        links.extend(to_hub(index, member, hub, processes));
    }
    links
}

/// Returns the links through folders of the node that two volumes lead to.
fn host_folders(members: &[Member], volumes: &[Volume]) -> Vec<Link> {
    let mut links = Vec::new();
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
    links
}

/// Returns for each container the main container of its group that a helper without any other link belongs to: for what
/// stands for a database the one that has the database's settings, else the first.
fn hubs(members: &[Member], groups: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut hubs = vec![None; members.len()];
    let is_main = |&index: &usize| members[index].role == Role::Main;
    for group in groups {
        let first = group.iter().copied().find(is_main);
        let of_database =
            group.iter().copied().filter(is_main).find(|&main| has_database_settings(&members[main])).or(first);
        for &index in group {
            let proxies = members[index].function.is_some_and(stands_for_database);
            hubs[index] = if proxies { of_database } else { first };
        }
    }
    hubs
}

/// Returns the link of a helper to the container it helps, where nothing but its image, its name or the process
/// namespace of the Pod shows one.
fn to_hub(index: usize, member: &Member, hub: usize, processes: bool) -> Option<Link> {
    let known = member.software().filter(|software| software.kind.is_helper());
    let (via, detail) = match known {
        _ if processes => (Via::ProcessNamespace, "shareProcessNamespace is true".to_owned()),
        Some(software) => (Via::HelperImage, format!("{} is made to help such a container", software.id)),
        None if member.function == Some(Function::DebugShell) => return None,
        None => (Via::HelperName, member.evidence.first().map(|reason| reason.words.clone()).unwrap_or_default()),
    };
    let sure = known.is_some();
    Some(Link { from: index, to: hub, via, detail, volume: None, port: None, sure, place: member.path.clone() })
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
