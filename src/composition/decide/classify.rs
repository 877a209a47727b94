//! The role that each container seems to have: the strongest claim about it.

use crate::composition::evidence::{Claim, Evidence, RoleGuess};
use crate::composition::facts::pod_facts::PodFacts;
use crate::composition::knowledge::Function;
use crate::composition::member::Reason;
use crate::composition::role::Role;

/// Returns what each of `count` containers is taken for. The strongest claim counts; of equal ones the first.
pub(in crate::composition) fn classify(evidence: &[Evidence], count: usize) -> Vec<RoleGuess> {
    let mut guesses: Vec<RoleGuess> = strongest(evidence, count).into_iter().map(guess).collect();
    let mut refinements: Vec<&Evidence> = evidence.iter().filter(|evidence| refines(&evidence.claim)).collect();
    refinements.sort_by_key(|evidence| std::cmp::Reverse(evidence.clause.strength()));
    for evidence in refinements {
        refine(&mut guesses[evidence.container], &evidence.claim);
    }
    guesses
}

/// Returns the strongest claim about what each container is.
pub(super) fn strongest(evidence: &[Evidence], count: usize) -> Vec<Option<&Evidence>> {
    let mut strongest: Vec<Option<&Evidence>> = vec![None; count];
    for evidence in evidence.iter().filter(|evidence| classifies(&evidence.claim)) {
        let held = &mut strongest[evidence.container];
        if held.is_none_or(|held| held.clause.strength() < evidence.clause.strength()) {
            *held = Some(evidence);
        }
    }
    strongest
}

/// Returns true if a claim says what a container is.
pub(super) const fn classifies(claim: &Claim) -> bool {
    matches!(claim, Claim::Helper { .. } | Claim::Main { .. } | Claim::Unknown | Claim::Idle(_))
}

const fn refines(claim: &Claim) -> bool {
    matches!(claim, Claim::FacesOutside | Claim::Does(..))
}

fn guess(evidence: Option<&Evidence>) -> RoleGuess {
    let Some(evidence) = evidence else { return RoleGuess::Unknown };
    match &evidence.claim {
        Claim::Helper { role, function } => {
            let confidence = evidence.clause.confidence();
            RoleGuess::Helper { role: *role, function: *function, confidence }
        }
        Claim::Main { function } => RoleGuess::Main { function: *function },
        Claim::Idle(idle) => RoleGuess::Idle(*idle),
        Claim::Unknown | Claim::FacesOutside | Claim::Does(..) | Claim::Purpose => RoleGuess::Unknown,
    }
}

/// Adds what a claim says of a helper beside that it is one.
fn refine(guess: &mut RoleGuess, claim: &Claim) {
    let RoleGuess::Helper { role, function, .. } = guess else { return };
    match claim {
        Claim::FacesOutside if *role == Role::Sidecar => {
            *role = Role::Ambassador;
            let own = function.take().filter(|&function| function != Function::WebServer);
            *function = own.or(Some(Function::Proxy));
        }
        Claim::Does(how, does) if function.is_none_or(|known| known == Function::Placeholder) => {
            *function = Some(*does);
            // `sidecar` says no more than that it helps.
            if *role == Role::Sidecar {
                *role = *how;
            }
        }
        _ => {}
    }
}

/// Returns why each container is taken for what it is taken for.
pub(in crate::composition) fn reasons(evidence: &[Evidence], facts: &PodFacts<'_>) -> Vec<Option<Reason>> {
    let count = facts.members.len();
    let mut held = strongest(evidence, count);
    let guesses = classify(evidence, count);
    for evidence in evidence.iter().filter(|evidence| evidence.claim == Claim::FacesOutside) {
        if matches!(guesses[evidence.container], RoleGuess::Helper { role: Role::Ambassador, .. }) {
            held[evidence.container] = Some(evidence);
        }
    }
    held.into_iter().map(|evidence| evidence.map(|evidence| reason(evidence, facts))).collect()
}

/// Returns a claim's reason with the field it stands in.
pub(super) fn reason(evidence: &Evidence, facts: &PodFacts<'_>) -> Reason {
    let at = evidence.at.clone().unwrap_or_else(|| facts.place(evidence.container, evidence.clause.field()));
    Reason { words: evidence.reason.clone(), at }
}
