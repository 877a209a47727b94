//! The checks of other linters, and their names here: a file a linter, their annotations, and the look-up. Knows
//! rules by their ids only.

mod annotations;
mod check;
mod checkov;
mod kube_linter;
mod kube_score;
mod peer;
mod polaris;

pub(super) use annotations::silenced;
pub use check::PeerCheck;
pub use peer::Peer;
