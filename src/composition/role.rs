//! The words for what a container is to the others, and for the patterns a Pod is made of.

use std::fmt;

use serde::Deserialize;

/// The role of a container in its Pod.
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
    /// Sends each request to several Pods at once, and hands their answers to main.
    ScatterGather,
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
            Self::ScatterGather => "scatter-gather",
            Self::Init => "init",
        }
    }

    /// Returns true if it is there for main.
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
    /// One of several equal Pods is elected to lead.
    LeaderElection,
    /// Several Pods share pieces of work among them.
    WorkQueue,
    /// Requests go to several Pods at once, and their answers become one.
    ScatterGather,
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
            Self::ScatterGather => "scatter-gather",
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
