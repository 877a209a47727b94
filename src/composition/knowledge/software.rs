//! The table of known software and the look-up by image and by program.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::composition::Image;

/// What kind of thing a piece of software is, as far as composing Pods goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
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
}

impl Kind {
    /// Databases, caches and brokers.
    pub const fn is_store(self) -> bool {
        matches!(self, Self::Database | Self::Cache | Self::Broker)
    }

    /// Made to help another container.
    pub const fn is_helper(self) -> bool {
        matches!(self, Self::Sidecar | Self::Ambassador | Self::Adapter | Self::LeaderElection | Self::WorkQueue)
    }

    /// Serves clients for as long as it runs.
    pub const fn is_server(self) -> bool {
        self.is_store() || matches!(self, Self::WebServer | Self::Proxy | Self::App)
    }
}

/// What a helper does with the volumes it shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Files {
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
    /// What takes its place.
    pub instead: String,
}

/// One entry of the table.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Software {
    /// Its name here.
    pub id: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// What a container of it does, in the words of `podpat inspect`.
    pub function: String,
    /// Names that an image's base name is, or holds as whole words.
    #[serde(default)]
    images: Vec<String>,
    /// Names that an image's base name, or its last two components, must be exactly.
    #[serde(default)]
    only: Vec<String>,
    /// Holds only where the tag contains this.
    #[serde(default)]
    tag: Option<String>,
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
    /// Ports it listens on in many set-ups, but not by itself.
    #[serde(default)]
    pub often: Vec<u16>,
    /// Ports it takes data in on when it is the Pod's purpose rather than a helper.
    #[serde(default)]
    pub receives: Vec<u16>,
    /// Whether it binds 127.0.0.1 unless told otherwise.
    #[serde(default)]
    pub loopback: bool,
    /// Options that move its port.
    #[serde(default)]
    pub options: Vec<String>,
    /// Folders whose files decide its ports and what it fronts.
    #[serde(default)]
    pub config: Vec<String>,
    /// Folders it keeps its data in.
    #[serde(default)]
    pub data: Vec<String>,
    /// Folders it reads what it serves from; `mount` for any.
    #[serde(default)]
    pub reads: Vec<String>,
    /// Folders it writes to, as to log files.
    #[serde(default)]
    pub writes: Vec<String>,
    /// What a helper does with files.
    #[serde(default)]
    pub files: Option<Files>,
    /// Ids of the software it is made to help.
    #[serde(default)]
    pub helps: Vec<String>,
    /// Whether it runs until it is stopped, where the kind does not tell.
    #[serde(default)]
    endless: Option<bool>,
    /// Whether it depends on its arguments if it ends.
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
    /// What to use in its place, where nobody keeps it any more.
    #[serde(default)]
    pub deprecated: Option<String>,
}

impl Software {
    /// Whether it runs until it is stopped; `None` where that depends.
    pub fn endless(&self) -> Option<bool> {
        if self.may_end {
            return None;
        }
        self.endless.or(match self.kind {
            kind if kind.is_server() || kind.is_helper() => Some(true),
            Kind::Task => Some(false),
            _ => None,
        })
    }

    /// Whether the image's base name is one of this entry's own names, rather than one that only holds it.
    pub fn is_named_exactly(&self, image: &Image) -> bool {
        let base = words(image.base()).join("-");
        self.images.contains(&base)
            || self.only.iter().any(|name| name == image.base() || name == image.qualified_base())
    }

    /// Whether a program is what the image runs by itself: one of its programs, or its entry point by custom.
    pub fn has_program(&self, program: &str) -> bool {
        let usual = ["docker-entrypoint", "entrypoint", "run", "start", "startup", "launch", "bootstrap"];
        let stem = program.split('.').next().unwrap_or_default();
        let named = |name: &String| words(name) == words(program);
        self.programs.iter().any(|name| name == program) || usual.contains(&stem) || self.images.iter().any(named)
    }

    fn fits(&self, image: &Image, argument: Option<&str>) -> bool {
        self.tag.as_deref().is_none_or(|part| image.tag().contains(part))
            && (self.registries.is_empty() || self.registries.iter().any(|registry| registry == image.registry()))
            && (self.when.is_empty() || argument.is_some_and(|word| self.when.iter().any(|when| when == word)))
    }

    /// How much the entry asks for: the pickier one wins.
    fn demands(&self) -> usize {
        usize::from(self.tag.is_some()) + usize::from(!self.when.is_empty())
    }
}

struct Table {
    entries: Vec<Software>,
    /// Normalised name → entries, in file order.
    images: HashMap<String, Vec<usize>>,
    only: HashMap<String, Vec<usize>>,
    programs: HashMap<String, Vec<usize>>,
}

const FILES: [&str; 4] = [
    include_str!("stores.yaml"),
    include_str!("servers.yaml"),
    include_str!("helpers.yaml"),
    include_str!("bases.yaml"),
];

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let entries: Vec<Software> = FILES.iter().flat_map(|text| super::read::<Software>(text)).collect();
        let index = |names: fn(&Software) -> &[String], normal: fn(&str) -> String| {
            let mut index: HashMap<String, Vec<usize>> = HashMap::new();
            for (at, entry) in entries.iter().enumerate() {
                for name in names(entry) {
                    index.entry(normal(name)).or_default().push(at);
                }
            }
            index
        };
        let images = index(|entry| &entry.images, |name| words(name).join("-"));
        let only = index(|entry| &entry.only, str::to_lowercase);
        let programs = index(|entry| &entry.programs, str::to_owned);
        Table { entries, images, only, programs }
    })
}

/// What runs in an image, as far as its name tells. `argument` is the first argument that is no option, which
/// decides for images with many uses (`thanos sidecar`).
pub fn of_image(image: &Image, argument: Option<&str>) -> Option<&'static Software> {
    let table = table();
    let pick = |found: Option<&Vec<usize>>| {
        let fitting = found?.iter().map(|&at| &table.entries[at]).filter(|entry| entry.fits(image, argument));
        // The first of equals: `max_by_key` would take the last.
        fitting.rev().max_by_key(|entry| entry.demands())
    };
    let base = image.base().to_lowercase();
    let qualified = image.qualified_base().to_lowercase();
    if let Some(found) = pick(table.only.get(&qualified)).or_else(|| pick(table.only.get(&base))) {
        return Some(found);
    }
    let words = words(&base);
    by_words(&words, pick).or_else(|| by_words(&without_versions(words), pick))
}

/// Words whose numbers at the end say which version a thing is: `mysql5`, `tomcat8`.
fn without_versions(words: Vec<String>) -> Vec<String> {
    let named = |word: &str| word.len() > 3;
    let plain = |word: String| match word.trim_end_matches(|c: char| c.is_ascii_digit()) {
        name if named(name) => name.to_owned(),
        _ => word,
    };
    words.into_iter().map(plain).collect()
}

/// The longest run of words that is known; at the end of the name rather than before, as the last word is what the
/// thing is and the others what it is for.
fn by_words(
    words: &[String],
    pick: impl Fn(Option<&Vec<usize>>) -> Option<&'static Software>,
) -> Option<&'static Software> {
    let table = table();
    let count = words.len().min(8);
    let runs = (1..=count).rev().flat_map(|len| (0..=count - len).rev().map(move |from| (from, len)));
    let whole_or_end = |&(from, len): &(usize, usize)| from + len == count || len > 1 || is_stem(&words[from + len..]);
    runs.filter(whole_or_end).find_map(|(from, len)| pick(table.images.get(&words[from..from + len].join("-"))))
}

/// What a program is: `redis-server`, or `kubectl proxy` by its first argument.
pub fn of_program(program: &str, argument: Option<&str>) -> Option<&'static Software> {
    let table = table();
    let with_argument = argument.and_then(|argument| table.programs.get(&format!("{program} {argument}")));
    let found = with_argument.or_else(|| table.programs.get(program))?;
    found.first().map(|&at| &table.entries[at])
}

/// Whether the words after a name only say which build it is, so that the name still is what the thing is:
/// `redis-cache`, `postgresql-16`, `mysql-server-57` but not `redis-commander`.
fn is_stem(rest: &[String]) -> bool {
    const BUILD: [&str; 40] = [
        "server",
        "cache",
        "db",
        "database",
        "master",
        "slave",
        "primary",
        "replica",
        "ha",
        "cluster",
        "node",
        "alpine",
        "debian",
        "ubuntu",
        "slim",
        "amd64",
        "arm64",
        "linux",
        "custom",
        "demo",
        "example",
        "sample",
        "test",
        "dev",
        "prod",
        "image",
        "docker",
        "container",
        "app",
        "store",
        "data",
        "queue",
        "broker",
        "standalone",
        "single",
        "service",
        "svc",
        "web",
        "site",
        "base",
    ];
    rest.iter()
        .all(|word| BUILD.contains(&word.as_str()) || word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'v'))
}

/// A name in lower-case words, cut at everything that is neither letter nor digit.
pub(in crate::composition) fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    // `sidecarcontainer`, `nginxsidecar`.
    let glued =
        |word: &str| ["container", "sidecar"].into_iter().find(|end| word.len() > end.len() + 2 && word.ends_with(end));
    let apart = words.flat_map(|word| match glued(word) {
        Some(end) => [Some(&word[..word.len() - end.len()]), Some(end)],
        None => [Some(word), None],
    });
    apart.flatten().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(image: &str, argument: Option<&str>) -> &'static str {
        of_image(&Image::parse(image), argument).map_or("", |software| &software.id)
    }

    #[test]
    fn images_are_known_by_their_last_words() {
        let cases = [
            ("nginx:1.27", "nginx"),
            ("quay.io/brancz/kube-rbac-proxy:v0.22.1", "kube-rbac-proxy"),
            ("nginx/nginx-prometheus-exporter:1.5", "nginx-exporter"),
            ("index.docker.io/sourcegraph/postgres_exporter:6", "postgres-exporter"),
            ("example.com/team/redis-cache:3", "redis"),
            ("example.com/postgresql-16", "postgres"),
            ("example.com/google/mysql5", "mysql"),
            ("example.com/someone/tomcat8", "tomcat"),
            ("example.com/http2", ""),
            ("bitnami/nginx", "nginx-unprivileged"),
            ("docker:28-dind", "docker-daemon-official"),
            ("php:8-fpm", "php-fpm-official"),
            ("wordpress:6-fpm", "wordpress-fpm"),
            ("wordpress", "wordpress"),
            ("example.com/nginx-deployment-tool", ""),
            ("example.com/shop", ""),
            ("", ""),
        ];
        for (image, expected) in cases {
            assert_eq!(id(image, None), expected, "{image}");
        }
        assert_eq!(id("improbable/thanos", Some("sidecar")), "thanos-sidecar");
        assert_eq!(id("improbable/thanos", Some("query")), "thanos");
        assert_eq!(of_program("kubectl", Some("proxy")).map(|software| software.id.as_str()), Some("kube-api-proxy"));
        assert!(of_program("kubectl", Some("get")).is_none());
    }

    #[test]
    fn the_table_is_sound() {
        let table = table();
        let lines: usize = FILES.iter().map(|text| text.matches("id: ").count()).sum();
        assert_eq!(table.entries.len(), lines, "every entry was read");
        let mut ids: Vec<_> = table.entries.iter().map(|entry| &entry.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), table.entries.len(), "ids are unique");
        for entry in &table.entries {
            for helped in &entry.helps {
                assert!(ids.contains(&helped), "{} helps unknown {helped}", entry.id);
            }
            assert!(!entry.images.is_empty() || !entry.only.is_empty() || !entry.programs.is_empty(), "{}", entry.id);
        }
        for (name, entries) in table.images.iter().chain(&table.programs) {
            let plain = entries.iter().filter(|&&at| table.entries[at].demands() == 0).count();
            assert!(plain <= 1, "{name} is listed twice");
        }
    }
}
