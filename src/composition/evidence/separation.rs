//! Clauses about pairs of containers that could both be the main one: what makes one unit of them, and what sets them
//! apart whatever couples them. A database beside its application, a front end beside its back end, the same server
//! twice, and services that nothing couples are deployed on their own.

use super::pair::Pair;
use super::pair_claim::{PairClaim, PairEvidence};
use super::profile::Profile;
use super::{Clause, Couplings, Ledger, RoleGuess};
use crate::composition::facts::pod_facts::PodFacts;

/// A container is held against so many of those listed after it, at most. No Pod that a cluster takes has more.
const MOST_COMPARED: usize = 1000;

/// Collects what is said of each pair of candidates for the main container, in the order of the pairs.
pub(in crate::composition) fn collect(
    facts: &PodFacts<'_>,
    guesses: &[RoleGuess],
    couplings: &Couplings,
    candidates: &[usize],
    ledger: &Ledger<'_>,
) -> Vec<PairEvidence> {
    let helpers = SharedHelpers::of(facts, guesses, couplings, candidates);
    let profiles = Profile::of(facts, candidates);
    let only_two = facts.running().count() == 2 && facts.pod.spec.host_network != Some(true);
    let mut evidence = Vec::new();
    for (at, &one) in candidates.iter().enumerate() {
        for (later, &other) in candidates.iter().enumerate().skip(at + 1).take(MOST_COMPARED) {
            let coupling = couplings.between(one, other);
            let pair = Pair { profiles: [&profiles[at], &profiles[later]], coupling, only_two };
            let mut say = |clause, holds: bool, claim| {
                if holds && ledger.hears(clause) {
                    evidence.push(PairEvidence { clause, pair: (one, other), claim });
                }
            };
            pair.apart(&mut say);
            pair.together(helpers.serve_both(at, later), &mut say);
            if let Some(kind) = pair.strangers() {
                say(Clause::Strangers, true, PairClaim::Strangers(kind));
            }
        }
    }
    evidence
}

/// The helpers near each candidate: coupled with it, or of its image.
struct SharedHelpers(Vec<Vec<u64>>);

impl SharedHelpers {
    fn of(facts: &PodFacts<'_>, guesses: &[RoleGuess], couplings: &Couplings, candidates: &[usize]) -> Self {
        let helpers: Vec<usize> = facts.running().filter(|&index| guesses[index].is_helper()).collect();
        let mut sets = vec![vec![0_u64; helpers.len().div_ceil(64)]; candidates.len()];
        let mut place = vec![None; facts.members.len()];
        candidates.iter().enumerate().for_each(|(at, &index)| place[index] = Some(at));
        for (bit, &helper) in helpers.iter().enumerate() {
            let near = couplings.joined_with(helper).chain(facts.of_same_image(helper));
            for at in near.filter_map(|index| place[index]) {
                sets[at][bit / 64] |= 1 << (bit % 64);
            }
        }
        Self(sets)
    }

    /// Returns true if one helper is near both candidates, given by their places in the list.
    fn serve_both(&self, one: usize, other: usize) -> bool {
        self.0[one].iter().zip(&self.0[other]).any(|(one, other)| one & other != 0)
    }
}
