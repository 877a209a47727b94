//! One reusable container of the catalogue, as its data file says it.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::catalogue::parameter::{Parameter, Type};
use crate::catalogue::syntax::Syntax;

/// What a helper is to main. The words are Brendan Burns's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pattern {
    /// Extends main: shares files, network or process space with it.
    Sidecar,
    /// Stands for the outside world: main connects to localhost, it connects to the world.
    Ambassador,
    /// Shows main to the outside world in a uniform shape.
    Adapter,
}

impl Pattern {
    /// All of them, in the order of the description.
    pub const ALL: [Self; 3] = [Self::Sidecar, Self::Ambassador, Self::Adapter];

    /// The key of the description, and the word in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sidecar => "sidecar",
            Self::Ambassador => "ambassador",
            Self::Adapter => "adapter",
        }
    }
}

impl Pattern {
    /// The word with its article, for sentences.
    pub const fn with_article(self) -> &'static str {
        match self {
            Self::Sidecar => "a sidecar",
            Self::Ambassador => "an ambassador",
            Self::Adapter => "an adapter",
        }
    }
}

/// One side of a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The main container.
    Main,
    /// The helper.
    Helper,
}

/// A reusable, parameterised container. Every text may hold template expressions over the parameters, `ports`,
/// `name` (of the workload), `instance` (of this helper) and `main` (`name`, `port`).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    /// The id: the file's name without `.yaml`.
    pub name: String,
    /// What it is to main.
    pub pattern: Pattern,
    /// One sentence: what it does.
    pub summary: String,
    /// When to use it.
    pub use_when: String,
    /// When not to, and what instead.
    pub not_when: String,
    /// The image, with a tag.
    pub image: String,
    /// What of image, flags, ports and probes was seen where, and what was not.
    pub verified: String,
    /// Where the facts come from.
    pub sources: Vec<String>,
    /// The parameters, in the order in which people meet them.
    #[serde(default)]
    pub parameters: IndexMap<String, Parameter>,
    /// The ports it listens on.
    #[serde(default)]
    pub ports: IndexMap<String, Port>,
    /// Folders that main and the helper both mount.
    #[serde(default)]
    pub shares: IndexMap<String, Share>,
    /// Volumes of its own.
    #[serde(default)]
    pub volumes: IndexMap<String, Volume>,
    /// Its configuration files, which become a ConfigMap.
    #[serde(default)]
    pub config: Option<Config>,
    /// The container's own fields, in the API's words.
    pub container: serde_json::Map<String, Json>,
    /// What main gets.
    #[serde(default)]
    pub main: MainSettings,
    /// Where Prometheus finds what it shows.
    #[serde(default)]
    pub scrape: Option<Scrape>,
    /// The port that takes main's place behind the Service; templates find the port it passes traffic on to in `upstreamPort`.
    #[serde(default)]
    pub fronts: Option<Fronts>,
    /// The user it runs as: a number, or a template of one.
    pub user: Json,
    /// `true` where its root file system cannot be read-only, because the program writes outside its volumes.
    #[serde(default)]
    pub writes_root: bool,
    /// What it asks for, unless the user says something else.
    pub resources: Resources,
    /// An expression that decides whether it has to see main's processes.
    #[serde(default)]
    pub shares_processes: Option<String>,
    /// The ServiceAccount it needs, when it needs one: a template.
    #[serde(default)]
    pub service_account: Option<String>,
    /// What main has to do for it, told to the user; each goes on after "main has to".
    #[serde(default)]
    pub demands: Vec<String>,
    /// A whole description that runs as it is.
    pub example: String,
}

impl Entry {
    /// Every parameter the entry takes: its own, and the numbers of its ports.
    pub fn all_parameters(&self) -> IndexMap<String, Parameter> {
        let mut parameters = self.parameters.clone();
        for port in self.ports.values() {
            let Some(name) = &port.parameter else { continue };
            let parameter = Parameter {
                kind: Type::Port,
                required: false,
                default: port.like.is_none().then(|| Json::from(port.number)),
                help: port.help.clone(),
                only_with: None,
                values: Vec::new(),
                of: None,
                port: None,
                least: None,
                most: None,
                refuses: String::new(),
                needs: Vec::new(),
                example: None,
            };
            parameters.insert(name.clone(), parameter);
        }
        parameters
    }
}

/// A port of a helper.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Port {
    /// The number it has unless another container of the Pod has it; 1024 at least, as no helper runs as root.
    pub number: u16,
    /// The parameter whose first address gives the number instead.
    #[serde(default)]
    pub like: Option<String>,
    /// Who can reach it: containers of the same Pod, or everybody who reaches the Pod's address, kubelet's probes
    /// included.
    pub bind: Bind,
    /// `TCP` unless it says otherwise; `BOTH` is the same number on each.
    #[serde(default)]
    pub protocol: Protocol,
    /// The name under which a user sets the number. Every port has one.
    #[serde(default)]
    pub parameter: Option<String>,
    /// One sentence about what is served there.
    pub help: String,
}

/// Who can reach a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bind {
    /// Containers of the same Pod.
    Loopback,
    /// Everybody who reaches the Pod's address, kubelet's probes included.
    Pod,
}

/// A transport protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Protocol {
    /// TCP
    #[default]
    Tcp,
    /// UDP
    Udp,
    /// Both, on the same number.
    Both,
}

/// A folder that main and a helper share: one volume, mounted by both, written by one.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Share {
    /// Who writes; the other side mounts it read-only. Nobody does where it shows a ConfigMap.
    #[serde(default)]
    pub writer: Option<Side>,
    /// Where the helper mounts it.
    pub helper: String,
    /// Where main mounts it.
    pub main: String,
    /// The most an `emptyDir` may hold: a quantity.
    #[serde(default)]
    pub size: Option<String>,
    /// The ConfigMap it shows, when it is not an `emptyDir`.
    #[serde(default)]
    pub config_map: Option<String>,
    /// `true` where the program deletes files in this folder that it does not know. A volume that main has there
    /// already is then refused; better is a subfolder that only the program uses.
    #[serde(default)]
    pub clears: bool,
    /// One clause for the comment in the output: "the checked-out files".
    pub about: String,
    /// An expression that decides whether there is such a share.
    #[serde(default)]
    pub when: Option<String>,
}

/// A volume that only the helper mounts.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Volume {
    /// Where it is mounted.
    pub at: String,
    /// The most an `emptyDir` may hold: a quantity.
    #[serde(default)]
    pub size: Option<String>,
    /// The Secret it shows, mounted read-only.
    #[serde(default)]
    pub secret: Option<String>,
    /// The ConfigMap it shows, mounted read-only.
    #[serde(default)]
    pub config_map: Option<String>,
    /// An expression that decides whether there is such a volume.
    #[serde(default)]
    pub when: Option<String>,
}

/// The configuration files of a helper.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Config {
    /// The folder they are mounted in.
    pub at: String,
    /// The files by name.
    pub files: IndexMap<String, File>,
}

/// One configuration file.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct File {
    /// Its language, in which values are written.
    pub syntax: Syntax,
    /// The template of its text.
    pub content: String,
    /// Marks in whose place the program itself puts something else (`${`), so that no value may bring them in:
    /// templates, of which those that come to nothing are left out.
    #[serde(default)]
    pub expands: Vec<String>,
}

/// What main gets from a helper.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MainSettings {
    /// Environment variables; names are templates too.
    #[serde(default)]
    pub env: IndexMap<String, String>,
}

/// Where Prometheus scrapes an adapter.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scrape {
    /// The name of the port in `ports`.
    pub port: String,
    /// The path of the metrics.
    pub path: String,
    /// Query parameters, for exporters of many targets.
    #[serde(default)]
    pub params: IndexMap<String, String>,
}

/// A helper that stands in front of main.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fronts {
    /// The name of the port in `ports` that takes main's traffic.
    pub port: String,
    /// The port of the Service.
    pub service: u16,
}

/// What a helper asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resources {
    /// CPU request. There is no CPU limit: throttling a helper on the data path throttles main.
    pub cpu: String,
    /// Memory request.
    pub memory: String,
    /// Memory limit.
    pub limit: String,
}
