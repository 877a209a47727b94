//! Tiers that are deployed on their own whatever couples them: a database beside its application, a front end beside
//! its back end, the same server twice.

use super::command::Command;
use super::deed;
use super::image::Image;
use super::knowledge::{self, SoftwareKind};
use super::member::Member;

/// What two containers are that should not share a Pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unrelated {
    /// An application and its own database, broker or cache server.
    AppDatabase,
    /// A front end and its back end.
    FrontendBackend,
    /// The same server twice.
    DuplicateService,
    /// Services that have nothing to do with each other.
    IndependentServices,
}

impl Unrelated {
    /// The word users see.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AppDatabase => "app-database",
            Self::FrontendBackend => "frontend-backend",
            Self::DuplicateService => "duplicate-service",
            Self::IndependentServices => "independent-services",
        }
    }
}

/// What couples two containers, in short.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen by itself, and any of them may be")]
pub(super) struct Coupled {
    pub(super) files: bool,
    pub(super) network: bool,
    pub(super) processes: bool,
    /// Each asks the other, and a Service leads to both.
    pub(super) peers: bool,
    /// They are given the same configuration: no coupling, but no sign of strangers either.
    pub(super) config: bool,
}

impl Coupled {
    pub(super) const fn at_all(self) -> bool {
        self.files || self.network || self.processes
    }
}

/// Whether two containers that could both be main are tiers of their own even though something couples them.
pub(super) fn apart(one: &Member, other: &Member, coupled: Coupled) -> Option<Unrelated> {
    if are_ends(one, other) && !coupled.processes {
        return Some(Unrelated::FrontendBackend);
    }
    if is_twin(one, other, coupled) {
        return Some(Unrelated::DuplicateService);
    }
    match (is_store(one), is_store(other)) {
        (true, false) if !serves_store(other, one, coupled) => return Some(Unrelated::AppDatabase),
        (false, true) if !serves_store(one, other, coupled) => return Some(Unrelated::AppDatabase),
        (true, true) if !coupled.files && one.software.map(|s| &s.id) != other.software.map(|s| &s.id) => {
            return Some(Unrelated::IndependentServices);
        }
        _ => {}
    }
    if (coupled.peers || are_siblings(one, other)) && !coupled.files && !coupled.processes {
        return Some(Unrelated::IndependentServices);
    }
    // A load generator and its target are side by side on purpose, and neither helps the other.
    let drives = |member: &Member| member.software.is_some_and(|software| software.function == "load-generator");
    (drives(one) != drives(other)).then_some(Unrelated::IndependentServices)
}

/// Whether the names of two containers say that one is the front end and the other the back end.
pub(super) fn are_ends(one: &Member, other: &Member) -> bool {
    is_end(one, &FRONT) && is_end(other, &BACK) || is_end(one, &BACK) && is_end(other, &FRONT)
}

/// Whether a container's name says that it is the front or the back end of something.
pub(super) fn is_some_end(member: &Member) -> bool {
    is_end(member, &FRONT) || is_end(member, &BACK)
}

/// Whether two containers are parts of one product that nothing in the manifest couples: one image in two modes, or
/// two agents of the node's network or storage.
pub(super) fn are_kin(one: &Member, other: &Member) -> bool {
    let function = |member: &Member| member.software.map(|software| software.function.as_str());
    let of_node = function(one) == function(other) && matches!(function(one), Some("network-agent" | "csi-driver"));
    // An entry point has modes; what a script starts may be anything that is in the image.
    let scripts = one.command.is_script && other.command.is_script;
    let modes = one.image.same_repository(&other.image)
        && !is_general(one)
        && !scripts
        && mode(&one.command) != mode(&other.command);
    of_node || modes
}

/// Whether its image is one that anything may run in.
pub(super) fn is_general(member: &Member) -> bool {
    member.image_software.is_some_and(|software| {
        matches!(software.kind, SoftwareKind::Shell | SoftwareKind::Toolbox | SoftwareKind::Runtime)
    })
}

/// A command line or script without the values in it: the programs, their subcommands and the names of their options.
fn mode(command: &Command) -> Vec<&str> {
    if !command.is_script {
        return without_values(&command.words).collect();
    }
    let acts = command.steps.iter().filter(|step| !matches!(step.program(), "echo" | "printf"));
    acts.flat_map(|step| without_values(&step.words)).collect()
}

fn without_values(words: &[String]) -> impl Iterator<Item = &str> {
    let mut value = false;
    words.iter().filter_map(move |word| {
        let option = word.starts_with('-');
        let told = option || !value && !word.bytes().all(|byte| byte.is_ascii_digit());
        value = option && !word.contains('=');
        told.then(|| word.split('=').next().unwrap_or_default())
    })
}

/// Whether two containers are applications of which neither is more than the other by its name and image: `user-app`
/// and `auth-app`, `service-one` and `service-two`.
fn are_siblings(one: &Member, other: &Member) -> bool {
    const KINDS: [&str; 7] = ["app", "application", "service", "svc", "api", "microservice", "ms"];
    let kind = |member: &Member| {
        let words = knowledge::words(&member.name);
        let own = member.image_software.is_none() && words == knowledge::words(member.image.base());
        let says = |word: Option<&String>| word.is_some_and(|word| KINDS.contains(&word.as_str()));
        own && words.len() > 1 && (says(words.last()) || says(words.first()))
    };
    kind(one) && kind(other) && !one.image.same_repository(&other.image)
}

/// What two containers are that nothing couples.
pub(super) fn strangers(one: &Member, other: &Member) -> Unrelated {
    if is_store(one) != is_store(other) {
        return Unrelated::AppDatabase;
    }
    if is_end(one, &FRONT) || is_end(other, &FRONT) {
        return Unrelated::FrontendBackend;
    }
    let same = one.image.same_repository(&other.image)
        && !one.image.as_str().is_empty()
        && mode(&one.command) == mode(&other.command);
    let same_name =
        one.software.is_some() && knowledge::words(one.image.base()) == knowledge::words(other.image.base());
    if same || same_name { Unrelated::DuplicateService } else { Unrelated::IndependentServices }
}

const FRONT: [&str; 8] = ["front", "frontend", "fe", "ui", "gui", "webui", "client", "spa"];
const BACK: [&str; 6] = ["back", "backend", "be", "api", "server", "rest"];

/// Whether the container's or image's name says front end or back end.
fn is_end(member: &Member, ends: &[&str]) -> bool {
    // `mybackend` says as much as `my-backend`.
    let is = |word: &str, end: &str| word == end || end.len() > 6 && word.ends_with(end);
    let says = |name: &str| {
        let words = knowledge::words(name);
        // `database-client` is a client of another kind.
        let asks = words.last().is_some_and(|last| last == "client") && words.iter().any(|word| means_store(word));
        !asks && words.iter().any(|word| ends.iter().any(|end| is(word, end)))
    };
    says(&member.name) || says(member.image.base())
}

/// Known to keep data, or meant to by its name: a private image called `mysql` in a container called `db`.
pub(super) fn is_store(member: &Member) -> bool {
    let unknown = member.image_software.is_none_or(|software| software.kind == SoftwareKind::Shell);
    if !unknown || deed::is_script(member) {
        return member.is_store();
    }
    let words = knowledge::words(&member.name);
    let last = words.iter().rev().find(|word| !matches!(word.as_str(), "container" | "pod" | "server" | "service"));
    last.is_some_and(|word| means_store(word))
}

/// Whether a word of a name means something that keeps data: `db`, `redis2`, `mysqlserver`.
fn means_store(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
    matches!(word, "db" | "database")
        || knowledge::of_image(&Image::parse(word), None).is_some_and(|software| software.kind.is_store())
        || STORES.iter().any(|store| word.starts_with(store))
}

const STORES: [&str; 6] = ["mysql", "mariadb", "postgres", "mongodb", "redis", "memcache"];

/// Whether a container that could be main is there for a store rather than a client of it.
fn serves_store(other: &Member, store: &Member, coupled: Coupled) -> bool {
    if deed::is_script(other) && coupled.at_all() {
        return true;
    }
    let one_product = other.image.same_repository(&store.image) && !are_named_by_tag(other, store);
    if other.software.is_none() && one_product {
        return true;
    }
    let of_its_own = other.software.is_some_and(|software| software.kind.is_server());
    if of_its_own {
        return false;
    }
    let listens = other.ports.iter().any(|listen| !listen.ambiguous);
    let words = |member: &Member| {
        let mut words = knowledge::words(member.image.base());
        // `flask-redis` is made with it, `redis-setup` for it.
        words.pop();
        words.extend(knowledge::words(&member.name));
        words
    };
    let store_id = store.software.map(|software| software.id.as_str()).unwrap_or_default();
    let named_after = !store_id.is_empty()
        && words(other).iter().any(|word| word == store_id || store_id.starts_with(word.as_str()) && word.len() > 3);
    !listens && (coupled.files || named_after) || one_product && coupled.at_all()
}

/// Whether one repository holds the images of several things: `elk:kibana-4` in the container `kibana`.
fn are_named_by_tag(one: &Member, other: &Member) -> bool {
    let named = |member: &Member| {
        let of_tag = knowledge::words(member.image.tag());
        knowledge::words(&member.name).iter().any(|word| of_tag.contains(word))
    };
    one.name != other.name && named(one) && named(other)
}

/// The same server twice: one image, one command, and nothing that tells the two apart but their names and ports.
fn is_twin(one: &Member, other: &Member, coupled: Coupled) -> bool {
    let same_image = one.image.same_repository(&other.image);
    let serves =
        |member: &Member| member.software.is_some_and(|software| software.kind.is_server()) || !member.ports.is_empty();
    // Of two that are numbered one shows what both do.
    let unnumbered = |member: &Member| -> Vec<String> {
        let words = knowledge::words(&member.name).into_iter();
        words.filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).collect()
    };
    let numbered = one.image == other.image && unnumbered(one) == unnumbered(other);
    let serve = if numbered { serves(one) || serves(other) } else { serves(one) && serves(other) };
    // Settings may tell one application from another, but a web server remains one.
    let web = one.kind() == Some(SoftwareKind::WebServer) && other.kind() == Some(SoftwareKind::WebServer);
    let stores = one.is_store() && other.is_store();
    let told = !coupled.at_all() || stores || (web || numbered || one.variables == other.variables) && !coupled.network;
    same_image && mode(&one.command) == mode(&other.command) && serve && told
}
