//! The patterns that reusable containers follow. The words are Brendan Burns's.

use serde::Deserialize;

/// The pattern that a helper belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pattern {
    /// Extends main: shares files, network or process space with it.
    Sidecar,
    /// Stands for the outside world: main connects to localhost, it connects to the world.
    Ambassador,
    /// Shows main to the outside world in a uniform shape.
    Adapter,
    /// Says on localhost which of several Pods leads.
    LeaderElection,
    /// Hands items of a queue to main, one after the other.
    WorkQueue,
    /// Sends a request to all leaves, and has main merge their answers.
    ScatterGather,
    /// Runs to its end before main starts.
    Init,
}

impl Pattern {
    /// All of them, in the order of the description.
    pub const ALL: [Self; 7] = [
        Self::Sidecar,
        Self::Ambassador,
        Self::Adapter,
        Self::LeaderElection,
        Self::WorkQueue,
        Self::ScatterGather,
        Self::Init,
    ];

    /// Those of which a description lists any number.
    pub const LISTED: [Self; 4] = [Self::Sidecar, Self::Ambassador, Self::Adapter, Self::Init];

    /// The word in messages and in a catalogue entry.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sidecar => "sidecar",
            Self::Ambassador => "ambassador",
            Self::Adapter => "adapter",
            Self::LeaderElection => "leader-election",
            Self::WorkQueue => "work-queue",
            Self::ScatterGather => "scatter-gather",
            Self::Init => "init",
        }
    }

    /// The key of the description.
    pub const fn key(self) -> &'static str {
        match self {
            Self::LeaderElection => "election",
            Self::WorkQueue => "queue",
            Self::ScatterGather => "scatter",
            listed => listed.name(),
        }
    }

    /// The word with its article, for sentences.
    pub const fn with_article(self) -> &'static str {
        match self {
            Self::Sidecar => "a sidecar",
            Self::Ambassador => "an ambassador",
            Self::Adapter => "an adapter",
            Self::LeaderElection => "an elector",
            Self::WorkQueue => "a queue container",
            Self::ScatterGather => "a scatter/gather root",
            Self::Init => "an init container",
        }
    }
}
