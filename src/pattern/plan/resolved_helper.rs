//! A helper with every hole filled: what its container is, what it shares with main and what main gets. Catalogue
//! entries and containers of the user's own end here alike.

use std::path::PathBuf;

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use crate::catalogue::{AddedArgs, Bind, Pattern, Protocol, Side};
use crate::pattern::description::container::Sourced;
use crate::pattern::description::spanned_value::{Field, Place};

/// One helper of a Pod.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedHelper {
    /// Its pattern.
    pub pattern: Pattern,
    /// The name of its container, unique in the Pod.
    pub instance: String,
    /// The place where the user asked for it.
    pub place: Place,
    /// A few words on what it does, for the comment above it.
    pub about: String,
    /// The file of its entry, where a user added that to the catalogue.
    pub entry_file: Option<PathBuf>,
    /// True if it is a container of the user's own, of no entry.
    pub is_custom: bool,
    /// The image.
    pub image: Sourced,
    /// The ports podpat knows of.
    pub ports: Vec<HelperPort>,
    /// The ports a container of the user's own declares, as in the Kubernetes API.
    pub declared: Vec<Sourced>,
    /// Its environment.
    pub env: Vec<Sourced>,
    /// Mounts beside those of its shares, volumes and files.
    pub mounts: Vec<Sourced>,
    /// Every other field of the container.
    pub rest: IndexMap<String, Sourced>,
    /// Fields of the container that the user says of a catalogue entry, merged over all others.
    pub overrides: Vec<Field>,
    /// The place of added arguments.
    pub added_args: AddedArgs,
    /// Init containers that run before it.
    pub preparations: Vec<HelperPreparation>,
    /// The folders it shares with main.
    pub shares: Vec<HelperShare>,
    /// The volumes of its own.
    pub volumes: Vec<HelperVolume>,
    /// Its configuration: the folder, and the files in it.
    pub files: Option<Files>,
    /// Environment that main gets.
    pub main_env: Vec<Sourced>,
    /// The variables among them that are lists, with the separator: they go on a list of main's own.
    pub main_env_appended: IndexMap<String, String>,
    /// The variables among them that keep their names, because a program or the user knows them: where each was asked
    /// for.
    pub main_env_fixed: IndexMap<String, Place>,
    /// Mounts that main gets.
    pub main_mounts: Vec<Sourced>,
    /// The port and path of its metrics.
    pub scrape: Option<HelperScrape>,
    /// The port that stands in front of main.
    pub fronts: Option<HelperFront>,
    /// True if it has to see the processes of the other containers.
    pub shares_processes: bool,
    /// The ServiceAccount the Pod has to run as.
    pub service_account: Option<String>,
    /// The rights its account needs: rules of a Role, and of a ClusterRole.
    pub rights: Option<HelperRights>,
    /// Labels of the Pods.
    pub pod_labels: IndexMap<String, String>,
    /// Labels that Services select besides.
    pub service_selector: IndexMap<String, String>,
    /// Annotations of the Pods.
    pub pod_annotations: IndexMap<String, String>,
    /// Other objects it needs, as in the Kubernetes API.
    pub objects: Vec<Map<String, Json>>,
    /// The things that the user has to do for it, a sentence each.
    pub demands: Vec<String>,
}

/// The folder of a helper's configuration files, and the text of each.
pub type Files = (String, IndexMap<String, String>);

/// A port of a helper.
#[derive(Clone, Debug)]
pub(crate) struct HelperPort {
    /// Its name, unique in the Pod, at most 15 characters.
    pub name: String,
    /// Its number.
    pub number: u16,
    /// The transport.
    pub protocol: Protocol,
    /// The reach of the port. Ports on the loopback are not declared: nobody outside the Pod could use them.
    pub bind: Bind,
}

/// The port of a helper that takes main's place in front of clients.
#[derive(Clone, Debug)]
pub(crate) struct HelperFront {
    /// The target of a Service: its name in the Pod, or its number where it has none.
    pub target: Json,
    /// Its name in a Service.
    pub name: String,
    /// Its number in a Service.
    pub service: u16,
}

/// A folder shared with main.
#[derive(Clone, Debug)]
pub(crate) struct HelperShare {
    /// The place in the description that asks for it.
    pub place: Place,
    /// The volume's name, unless another one is mounted there already.
    pub name: String,
    /// The folder in main.
    pub main: String,
    /// The folder in the helper.
    pub helper: String,
    /// The side that writes; `None` for a ConfigMap.
    pub writer: Option<Side>,
    /// The volume's source, as in the Kubernetes API.
    pub source: Map<String, Json>,
    /// True if the helper deletes files there that it does not know.
    pub clears: bool,
    /// True if the helper renames, truncates or deletes what another writes there.
    pub rotates: bool,
    /// True if the helper keeps a lock there.
    pub locks: bool,
    /// A few words on its content.
    pub about: String,
}

/// A volume of a helper's own.
#[derive(Clone, Debug)]
pub(crate) struct HelperVolume {
    /// Its name in the entry.
    pub key: String,
    /// The volume's name, unique in the Pod.
    pub name: String,
    /// The folder in the helper; empty where it is not mounted.
    pub at: String,
    /// The folder in main.
    pub main: Option<String>,
    /// The volume's source, as in the Kubernetes API.
    pub source: Map<String, Json>,
    /// The comment above it.
    pub about: Option<String>,
    /// True if it is mounted read-only.
    pub read_only: bool,
}

/// An init container that prepares something for a helper.
#[derive(Clone, Debug)]
pub(crate) struct HelperPreparation {
    /// Its name, unique in the Pod.
    pub name: String,
    /// Its fields in the API's words, less its mounts.
    pub fields: Map<String, Json>,
    /// The folders of its mounts, by their names in the entry.
    pub mounts: IndexMap<String, String>,
}

/// Rights on the API server.
#[derive(Clone, Debug, Default)]
pub(crate) struct HelperRights {
    /// Rules of a Role.
    pub rules: Vec<Json>,
    /// Rules of a ClusterRole.
    pub cluster_rules: Vec<Json>,
}

/// The port and path that Prometheus scrapes.
#[derive(Clone, Debug)]
pub(crate) struct HelperScrape {
    /// The number of the port.
    pub number: u16,
    /// The path.
    pub path: String,
    /// `http` or `https`.
    pub scheme: Option<String>,
    /// Query parameters.
    pub params: IndexMap<String, String>,
}

impl ResolvedHelper {
    /// Its place among native sidecars, which start one after the other and stop in reverse: what others connect
    /// through first, then what runs once, then what reads their last words, then what brings them files, then what
    /// only looks on.
    pub(crate) fn order(&self) -> u8 {
        let reads_main = self.shares.iter().any(|share| share.writer == Some(Side::Main));
        match self.pattern {
            Pattern::Ambassador => 0,
            Pattern::LeaderElection | Pattern::WorkQueue | Pattern::ScatterGather => 1,
            Pattern::Init => 2,
            Pattern::Sidecar if reads_main => 3,
            Pattern::Sidecar => 4,
            Pattern::Adapter => 5,
        }
    }
}

impl HelperPort {
    /// Returns the protocols it is declared with.
    pub(crate) const fn protocols(&self) -> &'static [&'static str] {
        match (self.bind, self.protocol) {
            (Bind::Loopback, _) => &[],
            (Bind::Pod, Protocol::Tcp) => &["TCP"],
            (Bind::Pod, Protocol::Udp) => &["UDP"],
            (Bind::Pod, Protocol::Both) => &["TCP", "UDP"],
        }
    }
}
