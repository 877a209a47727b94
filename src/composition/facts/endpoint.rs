//! An address that a container connects to, and the kind of place it was written in.

use super::address::{self, Found};
use crate::yaml::FieldPath;

/// The kind of place that an address was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An environment variable of this name.
    Variable(String),
    /// An option of this name, or an argument (empty name).
    Argument(String),
    /// A script or another program's arguments.
    Script,
    /// Text that a script prints or writes to a file, as it does with a configuration.
    Quoted,
    /// A probe: `livenessProbe` and so on.
    Probe(&'static str),
    /// A lifecycle hook: `postStart`, `preStop`.
    Hook(&'static str),
    /// A file at this path that a script of the Pod writes.
    WrittenFile(String),
    /// A file from a ConfigMap of the input.
    File {
        /// The ConfigMap.
        config_map: String,
        /// The key in it.
        key: String,
    },
}

/// An address that a container connects to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The host; `None` for the loopback interface.
    pub host: Option<String>,
    /// The port, where it is known.
    pub port: Option<u16>,
    /// True if the port was written, rather than guessed from scheme or name.
    pub port_written: bool,
    /// The scheme: `http`, `redis`.
    pub scheme: Option<String>,
    /// The kind of place that it was written in.
    pub origin: Origin,
    /// Its place in the Pod's object.
    pub place: FieldPath,
    /// True if a web server passes only the requests for some of its paths on to it.
    pub in_part: bool,
}

impl Endpoint {
    /// Returns true if it means the Pod itself.
    pub const fn is_local(&self) -> bool {
        self.host.is_none()
    }

    /// In words, for evidence: `env REDIS_HOST → 6379`.
    pub fn describe(&self) -> String {
        let port = match (&self.host, self.port) {
            (None, None) => "localhost".to_owned(),
            (None, Some(port)) => port.to_string(),
            (Some(host), None) => host.clone(),
            (Some(host), Some(port)) => format!("{host}:{port}"),
        };
        match &self.origin {
            Origin::Variable(name) => format!("env {name} → {port}"),
            Origin::Argument(name) if name.is_empty() => format!("argument → {port}"),
            Origin::Argument(name) => format!("{name} → {port}"),
            Origin::Script | Origin::Quoted => format!("command → {port}"),
            Origin::Probe(kind) | Origin::Hook(kind) => format!("{kind} → {port}"),
            Origin::WrittenFile(path) => format!("file {path} → {port}"),
            Origin::File { config_map, key } => format!("ConfigMap {config_map} ({key}) → {port}"),
        }
    }
}

/// Returns an address that was found in a text as one to connect to.
pub(super) fn target(found: Found, origin: &Origin, place: &FieldPath) -> Endpoint {
    let Found { host, port, port_written, scheme, in_part, .. } = found;
    Endpoint { host, port, port_written, scheme, origin: origin.clone(), place: place.clone(), in_part }
}

/// Returns the addresses of the loopback interface in a text.
pub(super) fn local(text: &str, origin: &Origin, place: &FieldPath) -> Vec<Endpoint> {
    address::loopback(text).into_iter().map(|found| target(found, origin, place)).collect()
}
