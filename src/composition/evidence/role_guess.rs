//! The role that a container seems to have at one stage; the clauses of the next stage read it.

use super::Confidence;
use crate::composition::knowledge::Function;
use crate::composition::lifetime::Idle;
use crate::composition::role::Role;

/// The role that a container seems to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::composition) enum RoleGuess {
    /// It is there for another one.
    Helper {
        /// The role.
        role: Role,
        /// The function, where it is known.
        function: Option<Function>,
        /// The confidence.
        confidence: Confidence,
    },
    /// It is a service or application in its own right.
    Main {
        /// The function, where it is known.
        function: Option<Function>,
    },
    /// Nothing speaks for or against it.
    Unknown,
    /// It does nothing.
    Idle(Idle),
}

impl RoleGuess {
    pub(in crate::composition) const fn is_helper(&self) -> bool {
        matches!(self, Self::Helper { .. })
    }

    /// Returns true if it could be what the Pod exists for.
    pub(in crate::composition) const fn may_be_main(&self) -> bool {
        matches!(self, Self::Main { .. } | Self::Unknown)
    }

    /// Returns the function that goes with the guess.
    pub(in crate::composition) const fn function(&self) -> Option<Function> {
        match self {
            Self::Helper { function, .. } | Self::Main { function } => *function,
            Self::Unknown | Self::Idle(_) => None,
        }
    }
}
