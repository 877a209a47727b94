//! Links: what couples two containers, with the words that prove it.

use std::fmt;

use crate::yaml::FieldPath;

/// The kind of coupling between two containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Via {
    /// A volume of the Pod that both mount.
    SharedVolume,
    /// A folder of the node that both mount.
    SharedHostPath,
    /// An address on the loopback interface.
    Localhost,
    /// Such an address in a ConfigMap of the same input.
    LocalhostConfigMap,
    /// One process namespace.
    ProcessNamespace,
    /// Shared memory.
    Ipc,
    /// A probe of one asks a port of the other.
    ProbePort,
    /// A lifecycle hook of one calls the other.
    LifecycleHook,
    /// Software made to help another.
    HelperImage,
    /// Only the name says so.
    HelperName,
}

impl Via {
    /// The word users see.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SharedVolume => "shared-volume",
            Self::SharedHostPath => "shared-hostpath",
            Self::Localhost => "localhost",
            Self::LocalhostConfigMap => "localhost-configmap",
            Self::ProcessNamespace => "process-namespace",
            Self::Ipc => "ipc",
            Self::ProbePort => "probe-port",
            Self::LifecycleHook => "lifecycle-hook",
            Self::HelperImage => "helper-image",
            Self::HelperName => "helper-name",
        }
    }

    /// Returns true if files pass between the two.
    pub const fn is_files(self) -> bool {
        matches!(self, Self::SharedVolume | Self::SharedHostPath | Self::Ipc)
    }

    /// Returns true if one talks to the other over the network.
    pub const fn is_network(self) -> bool {
        matches!(self, Self::Localhost | Self::LocalhostConfigMap | Self::ProbePort | Self::LifecycleHook)
    }
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A link between two containers: `from` writes, connects or helps, `to` reads, answers or is helped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Link {
    /// Index of the member it begins at.
    pub from: usize,
    /// Index of the member it leads to.
    pub to: usize,
    /// The kind of coupling.
    pub via: Via,
    /// The evidence, in words: `env REDIS_HOST → 6379`.
    pub detail: String,
    /// The volume it goes through, by index.
    pub volume: Option<usize>,
    /// The port it leads to.
    pub port: Option<u16>,
    /// True if it follows from the manifest, rather than being the only thing that could be meant.
    pub sure: bool,
    /// The place in the Pod's object that proves it.
    pub place: FieldPath,
}
