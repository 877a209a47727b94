//! The patterns that follow from the roles.

use crate::composition::knowledge::FunctionTrait;
use crate::composition::link::{Link, Via};
use crate::composition::member::Member;
use crate::composition::role::{Pattern, Role};
use crate::k8s::Slot;

/// Notes which containers only stand by: a shell or stand-in that nothing couples with the others.
pub(in crate::composition) fn note_bystanders(members: &mut [Member], links: &[Link]) {
    let mut coupled = vec![false; members.len()];
    for link in links.iter().filter(|link| link.via != Via::HelperName) {
        coupled[link.from] = true;
        coupled[link.to] = true;
    }
    for (member, coupled) in members.iter_mut().zip(coupled) {
        let idle = member.function.is_some_and(|function| function.has(FunctionTrait::Idles));
        member.stands_by = member.role == Role::Sidecar && idle && !coupled;
    }
}

/// The set of patterns, in the order of [`Pattern`]. A container that only stands by makes none.
pub(in crate::composition) fn patterns(members: &[Member]) -> Vec<Pattern> {
    let mut patterns: Vec<Pattern> = members
        .iter()
        .flat_map(|member| {
            let native = (member.slot == Slot::Sidecar).then_some(Pattern::NativeSidecar);
            native.into_iter().chain(of(member).filter(|_| !member.stands_by && member.slot != Slot::Ephemeral))
        })
        .collect();
    patterns.sort();
    patterns.dedup();
    patterns
}

fn of(member: &Member) -> Option<Pattern> {
    Some(match member.role {
        Role::Main => return None,
        Role::Sidecar => Pattern::Sidecar,
        Role::Ambassador => Pattern::Ambassador,
        Role::Adapter => Pattern::Adapter,
        Role::LeaderElection => Pattern::LeaderElection,
        Role::WorkQueue => Pattern::WorkQueue,
        Role::ScatterGather => Pattern::ScatterGather,
        Role::Init => Pattern::Init,
    })
}
