//! The containers that could be the main one, and the one that is.

use crate::composition::evidence::{Claim, Clause, Couplings, Evidence, Ledger, RoleGuess};
use crate::composition::facts::pod_facts::PodFacts;
use crate::composition::knowledge::{FileUse, SoftwareKind};
use crate::composition::lifetime::Idle;

/// The points of each container for being the main one.
pub(in crate::composition) struct Scores<'e> {
    points: Vec<i32>,
    evidence: &'e [Evidence],
}

impl<'e> Scores<'e> {
    /// Adds up the points that the evidence gives each of `count` containers.
    pub(in crate::composition) fn of(evidence: &'e [Evidence], count: usize) -> Self {
        let mut points = vec![0; count];
        for evidence in evidence.iter().filter(|evidence| evidence.claim == Claim::Purpose) {
            points[evidence.container] += evidence.clause.strength();
        }
        Self { points, evidence }
    }

    fn of_container(&self, index: usize) -> i32 {
        self.points[index]
    }

    /// Returns the container with the most points; of equals the one listed first.
    pub(super) fn best(&self, among: &[usize]) -> Option<usize> {
        among.iter().copied().max_by_key(|&index| (self.points[index], std::cmp::Reverse(index)))
    }

    /// Returns the strongest reasons for a container, best first.
    pub(super) fn reasons(&self, index: usize) -> Vec<&'e Evidence> {
        let speaks = |evidence: &&Evidence| {
            evidence.container == index && evidence.claim == Claim::Purpose && evidence.clause.strength() > 0
        };
        let mut reasons: Vec<&Evidence> = self.evidence.iter().filter(speaks).collect();
        reasons.sort_by_key(|evidence| std::cmp::Reverse(evidence.clause.strength()));
        reasons
    }
}

/// Returns the containers that could be what the Pod exists for; where all are helpers or idle, the likeliest of them.
pub(in crate::composition) fn candidates(
    facts: &PodFacts<'_>,
    guesses: &[RoleGuess],
    couplings: &Couplings,
    scores: &Scores<'_>,
    ledger: &Ledger<'_>,
) -> Vec<usize> {
    let named_store =
        |index: usize| matches!(guesses[index], RoleGuess::Idle(Idle::NothingToRun)) && facts.names[index].keeps_data;
    let could_be = |&index: &usize| guesses[index].may_be_main() || named_store(index);
    let candidates: Vec<usize> = facts.regular().filter(could_be).collect();
    if !candidates.is_empty() {
        return candidates;
    }
    // In a Job the queue ends, and what works on its items is a native sidecar.
    let works = |&index: &usize| matches!(guesses[index], RoleGuess::Main { .. });
    let workers: Vec<usize> = facts.running().filter(works).collect();
    if !workers.is_empty() {
        return workers;
    }
    let rank = |index: &usize| {
        let idles = matches!(guesses[*index], RoleGuess::Idle(_));
        let provided = idles && is_provided_for(facts, guesses, couplings, *index);
        let read = provided || is_read_by_known(facts, couplings, *index);
        let points = |clause: Clause, holds: bool| if holds && ledger.hears(clause) { clause.strength() } else { 0 };
        let more = points(Clause::ProvidedFor, read) + points(Clause::IdleAlone, idles && !provided);
        (scores.of_container(*index) + more, std::cmp::Reverse(*index))
    };
    let helpers = facts.regular().any(|index| guesses[index].is_helper());
    let best = facts.regular().max_by_key(rank);
    // Where all are idle they are equals.
    best.filter(|_| helpers || facts.regular().count() == 1).into_iter().collect()
}

/// Returns true if a helper shares files with this one: even a stand-in is what it helps.
fn is_provided_for(facts: &PodFacts<'_>, guesses: &[RoleGuess], couplings: &Couplings, index: usize) -> bool {
    facts.regular().any(|other| guesses[other].is_helper() && couplings.between(index, other).files)
}

/// Returns true if something that is not made to help shares files with software that is made to read those of others:
/// whatever its name says, a log shipper is there for it.
fn is_read_by_known(facts: &PodFacts<'_>, couplings: &Couplings, index: usize) -> bool {
    let reads = |other: usize| {
        let software = facts.members[other].software();
        software.is_some_and(|software| software.files == Some(FileUse::Reads)) && couplings.between(index, other).files
    };
    !facts.members[index].kind().is_some_and(SoftwareKind::is_helper) && facts.running().any(reads)
}
