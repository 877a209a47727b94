//! A port that a container listens on: its number and protocol, who can reach it, and how that is known.

use crate::yaml::FieldPath;

/// Transport protocol of a port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// TCP, what is meant where nothing is said.
    #[default]
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
}

impl Protocol {
    /// Reads `containerPort.protocol`.
    pub fn read(text: Option<&str>) -> Self {
        match text {
            Some("UDP") => Self::Udp,
            Some("SCTP") => Self::Sctp,
            _ => Self::Tcp,
        }
    }

    /// Returns the value of `containerPort.protocol` that means it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Sctp => "SCTP",
        }
    }
}

/// The reach of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Only containers of the same Pod: bound to 127.0.0.1 or `::1`.
    Loopback,
    /// Everybody who can reach the Pod.
    Pod,
    /// Everybody who can reach the Pod, but not at its loopback address: bound to one address of its own.
    Address,
    /// Not said.
    Unknown,
}

impl Scope {
    /// Returns true if a port can be taken twice, as the two hold different addresses.
    pub fn is_apart_from(self, other: Self) -> bool {
        matches!((self, other), (Self::Loopback, Self::Address) | (Self::Address, Self::Loopback))
    }

    /// Returns true if it is said that more than the Pod's own containers can reach it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pod | Self::Address)
    }
}

/// The kind of evidence that a container listens there, the surest first: what a program is told, then what it does
/// unless told otherwise, then what the manifest declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PortEvidence {
    /// An option of its command line.
    Option,
    /// An environment variable.
    Variable,
    /// A configuration file from a ConfigMap of the input.
    File,
    /// Its software does so unless told otherwise, and nothing tells it otherwise.
    Default,
    /// `ports[].containerPort`, which is documentation and may be wrong.
    Declared,
    /// Its software often does, or did before somebody changed its settings.
    Maybe,
}

/// A port that a container listens on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListenPort {
    /// The port number.
    pub port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// Its reach.
    pub scope: Scope,
    /// The kind of evidence for it.
    pub evidence: PortEvidence,
    /// True if the same words could as well name a port of somebody else that it connects to.
    pub ambiguous: bool,
    /// The name of a declared port.
    pub name: Option<String>,
    /// The place in the Pod's object that says so.
    pub place: FieldPath,
}

impl ListenPort {
    /// A TCP port of which nothing more is known.
    pub(crate) fn on(port: u16, scope: Scope) -> Self {
        let (protocol, evidence, ambiguous, name) = (Protocol::Tcp, PortEvidence::Maybe, false, None);
        Self { port, protocol, scope, evidence, ambiguous, name, place: FieldPath::default() }
    }
}
