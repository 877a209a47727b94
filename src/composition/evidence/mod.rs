//! Evidence: what speaks for a container's role, for its being the main container, and for or against two containers
//! belonging together. Clauses read facts; no clause reads what another clause of its stage says.
//!
//! Three stages, each over the one before: containers by themselves (`software`, `names`), containers beside
//! neighbours whose role is clear by itself (`proxy_role`, `script_role`), and the main container among those left
//! (`main_score`, `coupling`, `separation`). `clause` is the one table of clauses and strengths.

mod claim;
mod clause;
mod coupling;
mod main_score;
mod names;
mod pair;
mod pair_claim;
mod profile;
mod proxy_role;
mod role_guess;
mod script_role;
mod separation;
mod several_pods;
mod software;

use claim::Because;
pub(super) use claim::{Claim, Evidence, Ledger};
pub use clause::Clause;
pub(super) use clause::Confidence;
pub(super) use coupling::{Coupling, Couplings, host_folder_pairs, overlap};
pub(super) use main_score::collect as collect_main_scores;
pub(super) use names::collect as collect_names;
pub use pair_claim::Unrelated;
pub(super) use pair_claim::{PairClaim, PairEvidence};
pub(super) use profile::{mode, works_alone};
pub(super) use proxy_role::collect as collect_proxies;
pub(super) use role_guess::RoleGuess;
pub(super) use script_role::collect as collect_scripts;
pub(super) use separation::collect as collect_pairs;
pub(super) use several_pods::collect as collect_several_pods;
pub(super) use software::collect as collect_software;
