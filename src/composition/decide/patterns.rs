//! The patterns that follow from the roles.

use crate::composition::knowledge::FunctionTrait;
use crate::composition::link::{Link, Via};
use crate::composition::member::Member;
use crate::composition::role::{Pattern, Role};
use crate::k8s::Slot;

/// The set of patterns, in the order of [`Pattern`].
pub(in crate::composition) fn patterns(members: &[Member], links: &[Link]) -> Vec<Pattern> {
    let mut coupled = vec![false; members.len()];
    for link in links.iter().filter(|link| link.via != Via::HelperName) {
        coupled[link.from] = true;
        coupled[link.to] = true;
    }
    let mut patterns: Vec<Pattern> = members
        .iter()
        .enumerate()
        .flat_map(|(index, member)| {
            let native = (member.slot == Slot::Sidecar).then_some(Pattern::NativeSidecar);
            // A shell or stand-in that nothing couples makes no pattern.
            let idle = member.function.is_some_and(|function| function.has(FunctionTrait::Idles));
            let empty = member.role == Role::Sidecar && idle && !coupled[index];
            native.into_iter().chain(of(member).filter(|_| !empty && member.slot != Slot::Ephemeral))
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
