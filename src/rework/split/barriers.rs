//! Couplings that no Service replaces: where there is one between two parts, the workload is not taken apart.

use super::addresses::Addresses;
use super::case::Case;
use super::refusal::SplitError;
use crate::composition::{Link, Via, Volume, VolumeKind};

/// Fails if two parts need the same Pod.
pub(super) fn check(case: &Case<'_>, addresses: &Addresses<'_>) -> Result<(), SplitError> {
    let links = || case.composition.links.iter().filter(|link| case.part_of(link.from) != case.part_of(link.to));
    let names = |link: &Link| (case.member(link.from).name.clone(), case.member(link.to).name.clone());
    for link in links() {
        let (from, to) = names(link);
        if matches!(link.via, Via::ProcessNamespace | Via::Ipc) {
            return Err(SplitError::SharedProcesses(from, to, link.detail.clone()));
        }
        if case.kind.ends() && link.via.is_network() {
            return Err(SplitError::Job(case.shown(), from, to, link.detail.clone()));
        }
    }
    signals(case)?;
    if case.pod.spec.host_network == Some(true) && !addresses.needed.is_empty() {
        let link = links().find(|link| link.via.is_network());
        let (from, to, detail) = link.map_or_else(Default::default, |link| {
            let (from, to) = names(link);
            (from, to, link.detail.clone())
        });
        return Err(SplitError::HostNetwork(case.shown(), from, to, detail));
    }
    case.composition.volumes.iter().try_for_each(|volume| shared(case, volume))
}

/// Fails if the script of a container signals a program of another part.
fn signals(case: &Case<'_>) -> Result<(), SplitError> {
    if case.pod.spec.share_process_namespace != Some(true) {
        return Ok(());
    }
    let count = case.composition.members.len();
    for from in 0..count {
        for program in case.member(from).command.signalled() {
            let runs =
                |&other: &usize| case.part_of(other) != case.part_of(from) && case.member(other).runs_program(program);
            if let Some(to) = (0..count).find(runs) {
                let (from, to) = (case.member(from).name.clone(), case.member(to).name.clone());
                return Err(SplitError::SharedProcesses(from, to, format!("its script signals {program}")));
            }
        }
    }
    Ok(())
}

/// Fails if files could pass through a volume that goes away with the Pod, or that is made for each Pod.
fn shared(case: &Case<'_>, volume: &Volume) -> Result<(), SplitError> {
    let Some((one, other)) = two_parts(case, volume) else { return Ok(()) };
    let (one, other) = (case.member(one).name.clone(), case.member(other).name.clone());
    if case.claim_templates().contains(&volume.name.as_str()) {
        return Err(SplitError::SharedTemplate(one, other, volume.name.clone()));
    }
    if goes_with_pod(case, volume) && !case.options.separates_volumes {
        let how = volume.mounts.iter().find_map(|mount| mount.writes.clone().or_else(|| mount.reads.clone()));
        let how = how.unwrap_or_else(|| "nothing says what it is for".to_owned());
        return Err(SplitError::SharedVolume(one, other, volume.name.clone(), how));
    }
    Ok(())
}

/// Returns two containers of different parts that mount a volume.
pub(super) fn two_parts(case: &Case<'_>, volume: &Volume) -> Option<(usize, usize)> {
    let first = volume.mounts.first()?.member;
    let other = volume.mounts.iter().find(|mount| case.part_of(mount.member) != case.part_of(first))?;
    Some((first, other.member))
}

/// Returns true if what is in a volume is lost with the Pod.
fn goes_with_pod(case: &Case<'_>, volume: &Volume) -> bool {
    let node = volume.place.as_ref().and_then(|place| case.manifest.node().at(place));
    volume.kind == VolumeKind::EmptyDir || node.is_some_and(|node| node.get("ephemeral").is_some())
}
