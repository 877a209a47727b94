//! The words for what a container is to the others, and for the patterns a Pod is made of.

use std::fmt;

use serde::Deserialize;

/// What a container is to the others of its Pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Does the work the Pod exists for.
    Main,
    /// Extends main: shares files, network or process space with it.
    Sidecar,
    /// Stands for the outside world: main connects to localhost, it connects to the world.
    Ambassador,
    /// Shows main to the outside world in a uniform shape.
    Adapter,
    /// Elects one of several equal Pods and tells main.
    LeaderElection,
    /// Feeds main with pieces of work.
    WorkQueue,
    /// Runs to its end before the others start.
    Init,
}

impl Role {
    /// The word users see.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Sidecar => "sidecar",
            Self::Ambassador => "ambassador",
            Self::Adapter => "adapter",
            Self::LeaderElection => "leader-election",
            Self::WorkQueue => "work-queue",
            Self::Init => "init",
        }
    }

    /// Whether it is there for main.
    pub const fn is_helper(self) -> bool {
        !matches!(self, Self::Main | Self::Init)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A pattern that a Pod is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pattern {
    /// A helper that extends main.
    Sidecar,
    /// A helper that stands for the world.
    Ambassador,
    /// A helper that shows main in a uniform shape.
    Adapter,
    /// A helper that elects a leader.
    LeaderElection,
    /// A helper that hands out work.
    WorkQueue,
    /// Something runs before the others.
    Init,
    /// A helper is an init container with `restartPolicy: Always`.
    NativeSidecar,
}

impl Pattern {
    /// The word users see.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sidecar => "sidecar",
            Self::Ambassador => "ambassador",
            Self::Adapter => "adapter",
            Self::LeaderElection => "leader-election",
            Self::WorkQueue => "work-queue",
            Self::Init => "init",
            Self::NativeSidecar => "native-sidecar",
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
