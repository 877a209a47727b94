//! The looks of lines between Pods and what is around them.

use crate::composition::ConnectionKind;

/// The kind of a line between Pods and what is around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Requests go along it.
    Plain,
    /// A Pod takes part in an election.
    Dashed,
    /// One pattern: items of a queue, or a request that goes to all leaves at once.
    Thick,
}

impl Line {
    pub(super) const fn of(via: ConnectionKind) -> Self {
        match via {
            ConnectionKind::Selector | ConnectionKind::Address => Self::Plain,
            ConnectionKind::Lease => Self::Dashed,
            ConnectionKind::Queue | ConnectionKind::Leaves => Self::Thick,
        }
    }
}
