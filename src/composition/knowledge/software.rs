//! The knowledge of one piece of software.

use serde::Deserialize;

use super::function::Function;
use super::words::words;
use crate::composition::Image;

/// The kind of a piece of software, as far as composing Pods goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SoftwareKind {
    /// Keeps data and is deployed on its own.
    Database,
    /// Keeps data for a while; deployed on its own.
    Cache,
    /// Passes messages on; deployed on its own.
    Broker,
    /// Serves files, or stands before something that serves.
    WebServer,
    /// A proxy of general use: may front the main container, stand for the world, or be the main one.
    Proxy,
    /// An application or service that stands on its own.
    App,
    /// A language runtime: says nothing about what runs in it.
    Runtime,
    /// A system image that runs nothing of its own accord.
    Shell,
    /// A box of client programs.
    Toolbox,
    /// A program that does one thing and ends.
    Task,
    /// Made to be a sidecar.
    Sidecar,
    /// Made to be an ambassador.
    Ambassador,
    /// Made to be an adapter.
    Adapter,
    /// Made to elect a leader.
    LeaderElection,
    /// Made to feed work to a neighbour.
    WorkQueue,
    /// Made to send requests to several Pods and hand the answers to a neighbour.
    ScatterGather,
}

impl SoftwareKind {
    /// Databases, caches and brokers.
    pub const fn is_store(self) -> bool {
        matches!(self, Self::Database | Self::Cache | Self::Broker)
    }

    /// Made to help another container.
    pub const fn is_helper(self) -> bool {
        matches!(
            self,
            Self::Sidecar
                | Self::Ambassador
                | Self::Adapter
                | Self::LeaderElection
                | Self::WorkQueue
                | Self::ScatterGather
        )
    }

    /// Says nothing of what runs in it.
    pub const fn is_general(self) -> bool {
        matches!(self, Self::Shell | Self::Toolbox | Self::Runtime)
    }

    /// Serves clients for as long as it runs.
    pub const fn is_server(self) -> bool {
        self.is_store() || matches!(self, Self::WebServer | Self::Proxy | Self::App)
    }
}

/// The use that a helper makes of the volumes it shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileUse {
    /// Reads what another container writes.
    Reads,
    /// Writes what another container reads.
    Writes,
    /// Talks over a socket file.
    Socket,
}

/// An option that newer images refuse.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stale {
    /// The major version from which on it is refused.
    pub since: u32,
    /// The option as it used to be written.
    pub option: String,
    /// The form that takes its place.
    pub instead: String,
}

/// Options that take the name of something the program has built in, and that people give a path.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The options.
    pub options: Vec<String>,
    /// The value that they take.
    pub takes: String,
}

/// The names that the configuration file of a server has for its port and interfaces.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSettings {
    /// The name of its port.
    pub port: String,
    /// The names of its interfaces.
    pub hosts: Vec<String>,
    /// The folders whose files are read whatever they are called; others are read when the command line names them.
    #[serde(default)]
    pub folders: Vec<String>,
    /// The sections that are about the server, where the file has any.
    #[serde(default)]
    pub sections: Vec<String>,
}

/// One entry of the table.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Software {
    /// Its name here.
    pub id: String,
    /// Its kind.
    pub kind: SoftwareKind,
    /// The function of its containers, in the words of `podpat inspect`.
    pub function: Function,
    /// Names that an image's base name is, or holds as whole words.
    #[serde(default)]
    pub(super) images: Vec<String>,
    /// Names that an image's base name, or its last two components, must be exactly.
    #[serde(default)]
    pub(super) only: Vec<String>,
    /// Holds only where the tag contains this.
    #[serde(default)]
    tag: Option<String>,
    /// Holds only where the tag's first number is this or a greater one.
    #[serde(default)]
    since: Option<u32>,
    /// Holds only where the image comes from one of these registries; empty for one that is not written.
    #[serde(default)]
    registries: Vec<String>,
    /// Holds only where the first argument is one of these.
    #[serde(default)]
    when: Vec<String>,
    /// Programs that are it: `redis-server`, `kubectl proxy`.
    #[serde(default)]
    pub programs: Vec<String>,
    /// TCP ports it listens on unless told otherwise.
    #[serde(default)]
    pub ports: Vec<u16>,
    /// True if nothing else is found at its first port.
    #[serde(default)]
    pub(super) telling: bool,
    /// The id of an entry whose ports it has, and whose interface.
    #[serde(default)]
    pub(super) like: Option<String>,
    /// The schemes of its URLs: `redis`, `rediss`.
    #[serde(default)]
    pub(super) schemes: Vec<String>,
    /// Words in the names of variables that mean it: `REDIS_HOST`.
    #[serde(default)]
    pub(super) called: Vec<String>,
    /// Ports it listens on in many set-ups, but not by itself.
    #[serde(default)]
    pub often: Vec<u16>,
    /// Ports it takes data in on when it is the Pod's purpose rather than a helper.
    #[serde(default)]
    pub receives: Vec<u16>,
    /// True if it binds 127.0.0.1 unless told otherwise.
    #[serde(default)]
    pub loopback: bool,
    /// Options that move its port.
    #[serde(default)]
    pub options: Vec<String>,
    /// Folders whose files decide its ports and what it fronts.
    #[serde(default)]
    pub config: Vec<String>,
    /// The names that its configuration file has for its port and interfaces.
    #[serde(default)]
    pub file: Option<FileSettings>,
    /// Folders it keeps its data in.
    #[serde(default)]
    pub data: Vec<String>,
    /// The variable that names the folder of its data, and a folder for it that can be mounted in every version.
    #[serde(default)]
    pub data_variable: Option<(String, String)>,
    /// Folders it reads what it serves from; `mount` for any.
    #[serde(default)]
    pub reads: Vec<String>,
    /// Folders it writes to, as to log files.
    #[serde(default)]
    pub writes: Vec<String>,
    /// The use that a helper makes of files.
    #[serde(default)]
    pub files: Option<FileUse>,
    /// Ids of the software it is made to help.
    #[serde(default)]
    pub helps: Vec<String>,
    /// True if it runs until it is stopped, where the kind does not tell.
    #[serde(default)]
    endless: Option<bool>,
    /// True if it depends on its arguments if it ends.
    #[serde(default)]
    may_end: bool,
    /// Options that make it do its work once and end.
    #[serde(default)]
    pub one_shot: Vec<String>,
    /// Environment variables `NAME` or `NAME=VALUE` that do the same.
    #[serde(default)]
    pub one_shot_env: Vec<String>,
    /// Options by which it can be told to stop from outside.
    #[serde(default)]
    pub stops_with: Vec<String>,
    /// Options that newer images refuse.
    #[serde(default)]
    pub stale: Vec<Stale>,
    /// Options that take a name and no path.
    #[serde(default)]
    pub named: Vec<Named>,
    /// The paths of the scripts of podpat's catalogue that are it.
    #[serde(default)]
    pub(super) scripts: Vec<String>,
    /// The replacement, where it is no longer maintained.
    #[serde(default)]
    pub deprecated: Option<String>,
}

impl Software {
    /// Returns true for a script of podpat's catalogue, of which all is known that it needs.
    pub fn is_own_script(&self) -> bool {
        !self.scripts.is_empty()
    }

    /// Returns true if it runs until it is stopped; `None` where that depends.
    pub fn endless(&self) -> Option<bool> {
        if self.may_end {
            return None;
        }
        self.endless.or(match self.kind {
            kind if kind.is_server() || kind.is_helper() => Some(true),
            SoftwareKind::Task => Some(false),
            _ => None,
        })
    }

    /// Returns true if the image's base name is one of this entry's own names, rather than one that only holds it.
    pub fn is_named_exactly(&self, image: &Image) -> bool {
        let base = words(image.base()).join("-");
        self.images.contains(&base)
            || self.only.iter().any(|name| name == image.base() || name == image.qualified_base())
    }

    /// Returns true if a program is what the image runs by itself: one of its programs, or its entry point by custom.
    pub fn has_program(&self, program: &str) -> bool {
        let usual = ["docker-entrypoint", "entrypoint", "run", "start", "startup", "launch", "bootstrap"];
        let stem = program.split('.').next().unwrap_or_default();
        // To take names apart takes time, and hardly a name has the letters of the program.
        let may_be = |name: &str| !name.is_ascii() || !program.is_ascii() || letters(name).eq(letters(program));
        let named = |name: &String| may_be(name) && words(name) == words(program);
        self.programs.iter().any(|name| name == program) || usual.contains(&stem) || self.images.iter().any(named)
    }

    pub(super) fn fits(&self, image: &Image, argument: Option<&str>) -> bool {
        // `csi-plugin:v1.31-init` is made for something else than `csi-plugin:v1.31`.
        let prepares = words(image.tag()).last().is_some_and(|word| word == "init");
        (self.kind == SoftwareKind::Task || !prepares)
            && self.tag.as_deref().is_none_or(|part| image.tag().contains(part))
            && self.since.is_none_or(|least| image.major().is_some_and(|major| major >= least))
            && (self.registries.is_empty() || self.registries.iter().any(|registry| registry == image.registry()))
            && (self.when.is_empty() || argument.is_some_and(|word| self.when.iter().any(|when| when == word)))
    }

    /// Returns how specific the entry's conditions are: the most specific entry wins.
    pub(super) fn demands(&self) -> usize {
        usize::from(self.tag.is_some()) + usize::from(self.since.is_some()) + usize::from(!self.when.is_empty())
    }
}

/// Returns the letters and digits of a name in ASCII, in lower case.
fn letters(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}
