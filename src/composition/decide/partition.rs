//! The candidates for the main container that belong together, and what sets the others apart.

use std::collections::HashMap;

use crate::composition::evidence::{PairClaim, PairEvidence, Unrelated};

/// The relation of two groups of containers, and the pair of containers that shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Separation {
    /// The relation of the two.
    pub kind: Unrelated,
    /// Indices of two containers of different groups of which it is true.
    pub pair: (usize, usize),
}

/// The candidates in groups, and what the groups are to each other.
pub(in crate::composition) struct Partition {
    pub(in crate::composition) components: Vec<Vec<usize>>,
    pub(in crate::composition) separation: Option<Separation>,
}

/// Joins candidates that belong together. What couples two separate tiers with a third does not join the two. The
/// evidence is in the order of its pairs.
pub(in crate::composition) fn partition(evidence: &[PairEvidence], candidates: &[usize], count: usize) -> Partition {
    let pairs = || evidence.chunk_by(|one, other| one.pair == other.pair);
    let mut conflicts: Vec<Vec<usize>> = vec![Vec::new(); count];
    for said in pairs().filter(|said| are_apart(said)) {
        let (one, other) = said[0].pair;
        conflicts[one].push(other);
        conflicts[other].push(one);
    }
    let mut sets = Sets::of(count);
    for said in pairs().filter(|said| !are_apart(said) && said.iter().any(PairEvidence::joins)) {
        let (one, other) = said[0].pair;
        sets.join_unless(one, other, &conflicts);
    }
    let components = sets.components(candidates);
    let mut component_of = vec![0; count];
    for (at, component) in components.iter().enumerate() {
        for &index in component {
            component_of[index] = at;
        }
    }
    let divided = pairs().filter(|said| component_of[said[0].pair.0] != component_of[said[0].pair.1]);
    // The plainest of what is said; of equals, what is said of two that something couples.
    let separation = divided
        .filter_map(separation)
        .min_by_key(|&(separation, coupled)| (separation.kind, !coupled, separation.pair));
    Partition { components, separation: separation.map(|(separation, _)| separation) }
}

fn are_apart(said: &[PairEvidence]) -> bool {
    said.iter().any(|evidence| matches!(evidence.claim, PairClaim::Apart(_)))
}

/// Returns what the evidence about one pair says that the two are to each other, and whether something couples them.
fn separation(said: &[PairEvidence]) -> Option<(Separation, bool)> {
    let coupled = said.iter().any(PairEvidence::joins);
    let apart = said.iter().filter_map(|evidence| match evidence.claim {
        PairClaim::Apart(kind) => Some(kind),
        _ => None,
    });
    let kind = if are_apart(said) {
        // Two that may well share a Pod are nothing to each other, whatever else is said.
        apart.clone().all(|kind| kind.is_some()).then(|| apart.flatten().next())??
    } else {
        said.iter().find_map(|evidence| match evidence.claim {
            PairClaim::Strangers(kind) => Some(kind),
            _ => None,
        })?
    };
    Some((Separation { kind, pair: said[0].pair }, coupled))
}

/// Disjoint sets of containers.
struct Sets(Vec<usize>);

impl Sets {
    fn of(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn find(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }

    /// Joins the sets of two containers, unless one of the two conflicts with a member of the other's set.
    fn join_unless(&mut self, one: usize, other: usize, conflicts: &[Vec<usize>]) {
        let (mine, theirs) = (self.find(one), self.find(other));
        if mine == theirs {
            return;
        }
        let at_odds = conflicts[one].iter().any(|&foe| self.find(foe) == theirs)
            || conflicts[other].iter().any(|&foe| self.find(foe) == mine);
        if !at_odds {
            self.0[mine.max(theirs)] = mine.min(theirs);
        }
    }

    fn components(&mut self, candidates: &[usize]) -> Vec<Vec<usize>> {
        let mut by_root: HashMap<usize, usize> = HashMap::new();
        let mut components: Vec<Vec<usize>> = Vec::new();
        for &index in candidates {
            let at = *by_root.entry(self.find(index)).or_insert_with(|| {
                components.push(Vec::new());
                components.len() - 1
            });
            components[at].push(index);
        }
        components
    }
}
