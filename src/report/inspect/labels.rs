//! The words of pictures: what stands in a box, and what stands at a line.

use std::collections::BTreeSet;

use crate::composition::knowledge::FunctionTrait;
use crate::composition::{Composition, Image, Link, Member, Mount, PortEvidence, Protocol, Via};
use crate::k8s::Slot;

/// The direction of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// From the link's first container to its second.
    Forward,
    /// The other way.
    Backward,
    /// Both, or it cannot be told: a line without a head.
    None,
}

/// Returns which way a link points, as far as the manifest tells.
pub(super) fn direction(link: &Link, composition: &Composition) -> Direction {
    let members = &composition.members;
    match link.via {
        Via::Localhost | Via::LocalhostConfigMap | Via::ProbePort | Via::LifecycleHook => Direction::Forward,
        Via::ProcessNamespace if signals(&members[link.from]) => Direction::Forward,
        Via::ProcessNamespace if signals(&members[link.to]) => Direction::Backward,
        Via::SharedVolume | Via::SharedHostPath => volume_direction(link, composition),
        _ => Direction::None,
    }
}

/// Returns true if a container signals the processes of others.
fn signals(member: &Member) -> bool {
    member.function.is_some_and(|function| function.has(FunctionTrait::Reloads))
}

fn volume_direction(link: &Link, composition: &Composition) -> Direction {
    let Some(volume) = link.volume.and_then(|at| composition.volumes.get(at)) else { return Direction::None };
    let mounts = |member: usize| volume.mounts.iter().filter(move |mount| mount.member == member);
    let gives = |member: usize| mounts(member).any(|mount| mount.writes.is_some());
    let takes_only = |mount: &Mount| mount.writes.is_none() && (mount.read_only || mount.reads.is_some());
    let takes = |member: usize| mounts(member).next().is_some() && mounts(member).all(takes_only);
    match (gives(link.from) || takes(link.to), gives(link.to) || takes(link.from)) {
        (true, false) => Direction::Forward,
        (false, true) => Direction::Backward,
        _ => Direction::None,
    }
}

/// Returns a link in a few words: `volume html`, `localhost:5432`.
pub(in crate::report) fn label(link: &Link, composition: &Composition) -> String {
    let volume =
        link.volume.and_then(|at| composition.volumes.get(at)).map(|volume| volume.name.as_str()).unwrap_or_default();
    match (link.via, link.port) {
        (Via::SharedVolume, _) => format!("volume {volume}"),
        (Via::SharedHostPath, _) => format!("hostPath {volume}"),
        (Via::Localhost | Via::LocalhostConfigMap, Some(port)) => format!("localhost:{port}"),
        (Via::Localhost | Via::LocalhostConfigMap, None) => "localhost".to_owned(),
        (Via::ProbePort, Some(port)) => format!("probe on {port}"),
        (Via::ProbePort, None) => "probe".to_owned(),
        (Via::ProcessNamespace, _) if direction(link, composition) != Direction::None => "signals".to_owned(),
        (Via::ProcessNamespace, _) => "shared processes".to_owned(),
        (Via::Ipc, _) => "shared memory".to_owned(),
        (Via::LifecycleHook, _) => "lifecycle hook".to_owned(),
        (Via::HelperImage, _) => "helper by image".to_owned(),
        (Via::HelperName, _) => "helper by name".to_owned(),
    }
}

/// Returns the name of a container.
pub(in crate::report) fn name(member: &Member) -> &str {
    if member.name.is_empty() { "(no name)" } else { &member.name }
}

/// Returns what a container is and does: `sidecar · git-sync`, `native sidecar`, `main`, `idle · debug-shell`.
pub(in crate::report) fn caption(member: &Member) -> String {
    let role = match member.slot {
        Slot::Sidecar => format!("native {}", member.role),
        _ if member.stands_by => "idle".to_owned(),
        _ => member.role.to_string(),
    };
    match &member.function {
        Some(function) if function.as_str() != member.role.as_str() => format!("{role} · {function}"),
        _ => role,
    }
}

/// Returns the image as it fits, where it can: without its digest, then without registry, then without the folders of
/// the repository.
pub(super) fn image(image: &Image, fits: impl Fn(&str) -> bool) -> Option<String> {
    let whole = image.as_str().split('@').next().unwrap_or_default();
    let tag = if image.tag().is_empty() { String::new() } else { format!(":{}", image.tag()) };
    let shorter = [whole.to_owned(), format!("{}{tag}", image.repository()), format!("{}{tag}", image.base())];
    let [.., last] = &shorter;
    let shown = shorter.iter().find(|text| fits(text)).unwrap_or(last);
    (!shown.is_empty()).then(|| shown.clone())
}

/// Returns the TCP ports a container is known to listen on: `port 80`, `ports 80, 443 …`.
pub(super) fn ports(member: &Member) -> Option<String> {
    let known = member.ports.iter().filter(|port| port.evidence != PortEvidence::Maybe && !port.ambiguous);
    let numbers: BTreeSet<u16> = known.filter(|port| port.protocol == Protocol::Tcp).map(|port| port.port).collect();
    let shown: Vec<String> = numbers.iter().take(4).map(u16::to_string).collect();
    let more = if numbers.len() > shown.len() { " …" } else { "" };
    match shown.as_slice() {
        [] => None,
        [port] => Some(format!("port {port}")),
        ports => Some(format!("ports {}{more}", ports.join(", "))),
    }
}
