//! Which of the candidates for the main container belong together, and what sets the others apart.

use std::collections::{HashMap, HashSet};

use crate::composition::evidence::{PairClaim, PairEvidence, Unrelated};

/// What two groups of containers are to each other, and the pair of containers that shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Separation {
    /// What the two are.
    pub kind: Unrelated,
    /// Indices of two containers of different groups of which it is true.
    pub pair: (usize, usize),
}

/// The candidates in groups, and what the groups are to each other.
pub(in crate::composition) struct Partition {
    pub(in crate::composition) components: Vec<Vec<usize>>,
    pub(in crate::composition) separation: Option<Separation>,
}

/// Joins candidates that belong together. What couples two separate tiers with a third does not join the two.
pub(in crate::composition) fn partition(evidence: &[PairEvidence], candidates: &[usize], count: usize) -> Partition {
    let mut apart: HashMap<(usize, usize), Option<Unrelated>> = HashMap::new();
    let mut conflicts: Vec<Vec<usize>> = vec![Vec::new(); count];
    for PairEvidence { pair: (one, other), claim, .. } in evidence {
        let PairClaim::Apart(kind) = claim else { continue };
        conflicts[*one].push(*other);
        conflicts[*other].push(*one);
        let known = apart.entry((*one, *other)).or_insert(*kind);
        *known = known.filter(|_| kind.is_some());
    }
    let mut sets = Sets::of(count);
    for PairEvidence { pair: (one, other), claim, .. } in evidence {
        if *claim == PairClaim::Together && !apart.contains_key(&(*one, *other)) {
            sets.join_unless(*one, *other, &conflicts);
        }
    }
    let components = sets.components(candidates);
    let separation = separation(evidence, &apart, &components, count);
    Partition { components, separation }
}

/// Returns the plainest of what is said of two containers of different components; of equals, what is said of two
/// that something couples.
fn separation(
    evidence: &[PairEvidence],
    apart: &HashMap<(usize, usize), Option<Unrelated>>,
    components: &[Vec<usize>],
    count: usize,
) -> Option<Separation> {
    let mut component_of = vec![0; count];
    for (at, component) in components.iter().enumerate() {
        for &index in component {
            component_of[index] = at;
        }
    }
    let coupled: HashSet<(usize, usize)> =
        evidence.iter().filter(|evidence| evidence.joins()).map(|evidence| evidence.pair).collect();
    let said = evidence.iter().filter_map(|PairEvidence { pair, claim, .. }| {
        let kind = match claim {
            PairClaim::Apart(_) => apart.get(pair).copied().flatten()?,
            PairClaim::Strangers(kind) if apart.get(pair).is_none() => *kind,
            _ => return None,
        };
        (component_of[pair.0] != component_of[pair.1]).then_some(Separation { kind, pair: *pair })
    });
    said.min_by_key(|separation| (separation.kind, !coupled.contains(&separation.pair), separation.pair))
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
