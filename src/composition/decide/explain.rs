//! Evidence against a decision: claims that were outweighed, and couplings that do not make one unit.

use super::classify::{classifies, strongest};
use crate::composition::evidence::{Claim, Evidence, PairClaim, PairEvidence};
use crate::composition::member::Member;
use crate::composition::role::Role;

/// Sentences that are kept for each container, at most.
const MOST: usize = 6;

/// Adds to each container what spoke for another role than the one it has.
pub(in crate::composition) fn explain(members: &mut [Member], evidence: &[Evidence], pairs: &[PairEvidence]) {
    let held = strongest(evidence, members.len());
    for evidence in evidence.iter().filter(|evidence| classifies(&evidence.claim)) {
        let member = &mut members[evidence.container];
        let Some(claimed) = claimed(&evidence.claim).filter(|claimed| !agrees(&evidence.claim, member, claimed)) else {
            continue;
        };
        let winner = held[evidence.container].filter(|winner| winner.clause != evidence.clause);
        let outweighed = winner.map(|winner| format!("; outweighed: {}", winner.reason)).unwrap_or_default();
        let sentence = format!("{claimed}: {}{outweighed}", evidence.reason);
        note(member, sentence);
    }
    for said in pairs.chunk_by(|one, other| one.pair == other.pair) {
        let apart = said.iter().any(|evidence| matches!(evidence.claim, PairClaim::Apart(_)));
        for evidence in said.iter().filter(|evidence| apart && evidence.joins()) {
            let (one, other) = evidence.pair;
            let names = [members[other].name.clone(), members[one].name.clone()];
            for (index, name) in [one, other].into_iter().zip(names) {
                note(&mut members[index], format!("one unit with `{name}`: {}", clause(evidence.clause.meaning())));
            }
        }
    }
}

/// Returns a sentence as it stands within another: `They share files.` → `they share files`.
fn clause(sentence: &str) -> String {
    let (first, rest) = sentence.split_at(sentence.chars().next().map_or(0, char::len_utf8));
    format!("{}{}", first.to_lowercase(), rest.trim_end_matches('.'))
}

fn note(member: &mut Member, sentence: String) {
    if member.rejected.len() < MOST && !member.rejected.contains(&sentence) {
        member.rejected.push(sentence);
    }
}

/// Returns the role that a claim speaks for, in one word.
fn claimed(claim: &Claim) -> Option<&'static str> {
    match claim {
        Claim::Helper { role, .. } => Some(role.as_str()),
        Claim::Main { .. } => Some(Role::Main.as_str()),
        _ => None,
    }
}

fn agrees(claim: &Claim, member: &Member, claimed: &str) -> bool {
    let function = match claim {
        Claim::Helper { function, .. } | Claim::Main { function } => *function,
        _ => None,
    };
    member.role.as_str() == claimed && function.is_none_or(|function| Some(function) == member.function)
}
