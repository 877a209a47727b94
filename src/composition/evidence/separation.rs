//! Clauses about pairs of containers that could both be the main one: what makes one unit of them, and what sets them
//! apart whatever couples them. A database beside its application, a front end beside its back end, the same server
//! twice, and services that nothing couples are deployed on their own.

use super::pair::Pair;
use super::profile::Profile;
use super::{Clause, Couplings, Ledger, RoleGuess};
use crate::composition::facts::pod_facts::PodFacts;

/// The relation of two containers that should not share a Pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unrelated {
    /// An application and its own database, broker or cache server.
    AppDatabase,
    /// A front end and its back end.
    FrontendBackend,
    /// The same server twice.
    DuplicateService,
    /// Services that have nothing to do with each other.
    IndependentServices,
}

impl Unrelated {
    /// The word users see.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AppDatabase => "app-database",
            Self::FrontendBackend => "frontend-backend",
            Self::DuplicateService => "duplicate-service",
            Self::IndependentServices => "independent-services",
        }
    }
}

/// A claim about two containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::composition) enum PairClaim {
    /// They belong together.
    Together,
    /// They do not, and are this to each other; `None` where they may well share a Pod.
    Apart(Option<Unrelated>),
    /// Nothing couples them, and they are this to each other unless something else joins them.
    Strangers(Unrelated),
}

/// One claim about a pair of containers, the one listed first in front.
#[derive(Clone, Copy, Debug)]
pub(in crate::composition) struct PairEvidence {
    pub(in crate::composition) clause: Clause,
    pub(in crate::composition) pair: (usize, usize),
    pub(in crate::composition) claim: PairClaim,
}

impl PairEvidence {
    /// Returns true if it says that the two belong together.
    pub(in crate::composition) fn joins(&self) -> bool {
        self.claim == PairClaim::Together
    }
}

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
    let mut evidence = Vec::new();
    for (at, &one) in candidates.iter().enumerate() {
        for (later, &other) in candidates.iter().enumerate().skip(at + 1).take(MOST_COMPARED) {
            let pair = Pair { profiles: [&profiles[at], &profiles[later]], coupling: couplings.between(one, other) };
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
