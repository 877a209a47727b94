//! Claims about pairs of containers: that they belong together, or what they are to each other where they do not.

use super::Clause;

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
