//! Clauses about two containers that could both be the main one: one unit, apart whatever couples them, or
//! strangers. A database beside its application, a front end beside its back end, the same server twice, and services
//! that nothing couples are deployed on their own.

use super::pair_claim::{PairClaim, Unrelated};
use super::profile::Profile;
use super::{Clause, Coupling};
use crate::composition::facts::naming::Names;
use crate::composition::knowledge::{self, FunctionTrait, SoftwareKind};
use crate::composition::member::Member;

/// Two containers with what is known of each and of both.
pub(super) struct Pair<'p, 'a> {
    pub(super) profiles: [&'p Profile<'a>; 2],
    pub(super) coupling: Coupling,
    /// True if no other container runs in the Pod, and its network is its own.
    pub(super) only_two: bool,
}

/// Words of a command line that are held against those of another, at most.
const MOST_WORDS: usize = 64;

impl<'a> Pair<'_, 'a> {
    fn members(&self) -> [&'a Member; 2] {
        self.profiles.map(|profile| profile.member)
    }

    fn names(&self) -> [&'a Names; 2] {
        self.profiles.map(|profile| profile.names)
    }

    fn same_image(&self) -> bool {
        let [one, other] = self.profiles;
        one.image.is_some() && one.image == other.image
    }

    /// Returns true if the two are told the same, or one of them the same with more options.
    fn same_mode(&self) -> bool {
        let [one, other] = self.profiles;
        let (less, more) = if one.told.len() <= other.told.len() { (one, other) } else { (other, one) };
        let adds = |word: &&str| word.starts_with('-') || less.told.contains(word);
        let short = more.told.len() <= MOST_WORDS;
        let one_verb = one.verb.is_some() && one.verb == other.verb;
        one.mode == other.mode
            || short && one_verb && less.told.iter().all(|word| more.told.contains(word)) && more.told.iter().all(adds)
    }

    /// Returns true if one of the two listens on the loopback interface alone, and the other is the only one that can be
    /// meant to connect to it.
    fn are_on_loopback(&self) -> bool {
        self.only_two && self.profiles.iter().any(|profile| profile.listens_on_loopback)
    }

    /// Returns true if the two run the same program: one image in one mode, and no tags that name two.
    fn same_program(&self) -> bool {
        let [one, other] = self.members();
        self.same_image() && self.same_mode() && !are_named_by_tag(one, other)
    }

    /// Makes the claims that set the two apart even though something couples them.
    pub(super) fn apart(&self, say: &mut impl FnMut(Clause, bool, PairClaim)) {
        let Coupling { files, processes, peers, api, .. } = self.coupling;
        let apart = |kind| PairClaim::Apart(Some(kind));
        say(Clause::Ends, self.are_ends() && !processes, apart(Unrelated::FrontendBackend));
        let asks = api && !self.same_image() && !files && !processes;
        say(Clause::AsksApi, asks, apart(Unrelated::FrontendBackend));
        let workers = self.are_worker_modes() && !files && !processes;
        say(Clause::WorkerModes, workers, apart(Unrelated::IndependentServices));
        say(Clause::SameServer, self.are_same_server(), apart(Unrelated::DuplicateService));
        say(Clause::AppAndStore, self.are_app_and_store(), apart(Unrelated::AppDatabase));
        say(Clause::TwoStores, self.are_two_stores(), apart(Unrelated::IndependentServices));
        let served = self.are_each_served() && !files && !processes;
        say(Clause::EachServed, served, apart(Unrelated::IndependentServices));
        say(Clause::Peers, peers && !files && !processes, apart(Unrelated::IndependentServices));
        let applications = self.are_applications() && !self.same_image();
        say(Clause::TwoApplications, applications && !files && !processes, apart(Unrelated::IndependentServices));
        // A load generator and its target are side by side on purpose, and neither helps the other.
        let [one, other] = self.profiles.map(|profile| profile.drives_load);
        say(Clause::LoadGenerator, one != other, PairClaim::Apart(None));
    }

    pub(super) fn together(&self, share_helper: bool, say: &mut impl FnMut(Clause, bool, PairClaim)) {
        say(Clause::SharedFiles, self.coupling.files, PairClaim::Together);
        say(Clause::Address, self.coupling.network, PairClaim::Together);
        say(Clause::LoopbackOnly, self.are_on_loopback(), PairClaim::Together);
        say(Clause::Processes, self.coupling.processes, PairClaim::Together);
        say(Clause::SharedHelper, share_helper, PairClaim::Together);
        say(Clause::NodeAgents, self.are_node_agents(), PairClaim::Together);
        say(Clause::ImageModes, self.are_modes(), PairClaim::Together);
    }

    /// Returns true if their names mark both as applications: `user-app` and `auth-app`, the images `users-api` and
    /// `auth-api`, or the parts `users` and `auth` of the images `shop-users` and `shop-auth`.
    fn are_applications(&self) -> bool {
        let [one, other] = self.names();
        let alike = |words: fn(&Names) -> bool| words(one) && words(other);
        let parts = one.part_of.is_some() && one.part_of == other.part_of && alike(|names| names.hint.is_none());
        alike(|names| names.application) || one.one_of.is_some() && one.one_of == other.one_of || parts
    }

    fn are_ends(&self) -> bool {
        let [one, other] = self.names();
        // Beside an API of somebody's own, what is called `web` is its front end.
        let own = self.members().iter().all(|member| member.image_software().is_none());
        let web = |names: &Names| own && names.words.last().is_some_and(|word| word == "web");
        (one.front || web(one)) && other.back || one.back && (other.front || web(other))
    }

    /// The same server twice: one image, one command, and nothing that tells the two apart but their names and ports.
    fn are_same_server(&self) -> bool {
        let [one, other] = self.profiles;
        if !self.same_program() || self.are_node_agents() {
            return false;
        }
        // Of two that are numbered one shows what both do.
        let numbered = one.reference == other.reference && one.unnumbered == other.unnumbered;
        let serve = if numbered { one.serves || other.serves } else { one.serves && other.serves };
        // Settings may tell one application from another, but a web server remains one.
        let web = self.members().iter().all(|member| member.kind() == Some(SoftwareKind::WebServer));
        let stores = self.members().iter().all(|member| member.is_store());
        let alike = web || numbered || one.variables == other.variables;
        // One image with one mount twice is one thing twice, even where nothing shows what it is.
        let doubled = one.mounts == other.mounts && one.has_mounts && !one.runs_script;
        let general = self.members()[0].has_general_image();
        (serve || doubled && alike && !general) && (!self.coupling.joins() || stores || alike && !self.coupling.network)
    }

    fn are_app_and_store(&self) -> bool {
        let [one, other] = self.profiles;
        match self.names().map(|names| names.keeps_data) {
            [true, false] => !self.serves_store(other, one),
            [false, true] => !self.serves_store(one, other),
            _ => false,
        }
    }

    /// Returns true if both are known to be services of their own, and Services lead to each. A controller and the proxy that it
    /// sets up are one service in two parts.
    fn are_each_served(&self) -> bool {
        let functions = self.members().map(|member| member.software().map(|software| software.function));
        let configures = functions.iter().flatten().any(|function| function.has(FunctionTrait::Configures));
        let application = |profile: &&Profile<'_>| profile.member.kind() == Some(SoftwareKind::App);
        let parts = configures && self.coupling.network;
        !parts
            && functions[0] != functions[1]
            && self.profiles.iter().all(|profile| application(profile) && profile.is_served)
    }

    fn are_two_stores(&self) -> bool {
        let stores = self.names().iter().all(|names| names.keeps_data) && !self.coupling.files;
        let [one, other] = self.members().map(|member| member.software().map(|software| &software.id));
        stores && one != other
    }

    /// Returns true if a container that could be main is there for a store rather than a client of it.
    fn serves_store(&self, other: &Profile<'_>, store: &Profile<'_>) -> bool {
        if other.runs_script && self.coupling.joins() {
            return true;
        }
        // An image of somebody's own that holds a store among other things is no product of that store.
        let of_store = store.member.image_software().is_some() || store.member.software().is_none();
        let one_product = of_store && self.same_image() && !are_named_by_tag(other.member, store.member);
        let software = other.member.software();
        if software.is_none() && one_product {
            return true;
        }
        if software.is_some_and(|software| software.kind.is_server()) {
            return false;
        }
        !other.listens && (self.coupling.files || is_named_after(other.names, store.member))
            || one_product && self.coupling.joins()
    }

    fn are_node_agents(&self) -> bool {
        let [one, other] = self.members().map(|member| member.software().map(|software| software.function));
        one == other && one.is_some_and(|function| function.has(FunctionTrait::OfNode))
    }

    /// Returns true if the two run one image in two modes. An entry point has modes; what a script starts may be anything that
    /// is in the image.
    fn are_modes(&self) -> bool {
        let scripts = self.members().iter().all(|member| member.command.is_script);
        self.same_image() && !self.members()[0].has_general_image() && !scripts && !self.same_mode()
    }

    /// Returns true if one image runs in two modes of which one has work of its own: a worker, a consumer, a client.
    fn are_worker_modes(&self) -> bool {
        let [one, other] = self.names();
        let works = self.profiles.iter().any(|profile| profile.works_alone);
        works && self.are_modes() && !one.tends(other) && !other.tends(one)
    }

    /// Returns the relation of two containers that nothing couples, if each is plainly a service of its own: it is
    /// known to be one, or is seen to serve.
    pub(super) fn strangers(&self) -> Option<Unrelated> {
        let [one, other] = self.profiles;
        // Two that do a piece of work and end are tasks, as those of a Job are.
        let tasks = self.members().iter().all(|member| member.lifetime.is_finite());
        // Who listens on localhost alone is there for its Pod, whatever asks it.
        let private = one.listens_on_loopback || other.listens_on_loopback;
        if tasks || private || self.coupling.config || one.drives_load || other.drives_load {
            return None;
        }
        let kind = self.stranger_kind();
        // Of two that are applications by their names neither helps the other, however little else is known.
        let applications = self.names().iter().all(|names| names.says_application) && !self.same_image();
        // So are two that have the names of their own images, which one publisher made.
        let programs = one.own_program.is_some() && one.own_program == other.own_program && !self.same_image();
        // Beside a front end anything may stand: a back end has a name that says so, or something of itself to show.
        let vague = kind == Unrelated::IndependentServices || kind == Unrelated::FrontendBackend && !self.are_ends();
        if vague && !applications && !programs && (one.is_blank || other.is_blank) {
            return None;
        }
        // Of two that nobody knows and that show nothing of themselves there is nothing to say, unless they are numbered.
        let numbered = one.unnumbered == other.unnumbered;
        let says_nothing = one.reference == other.reference && !numbered && one.is_silent && other.is_silent;
        // Of two scripts that serve nothing neither is a server.
        let scripts = one.runs_script && other.runs_script && !one.serves && !other.serves;
        let twins = self.same_image() && !self.members()[0].has_general_image() && !says_nothing && !scripts;
        let shown = one.shows_itself || other.shows_itself;
        let told = applications || programs || shown || twins || kind == Unrelated::FrontendBackend;
        (one.stands_alone && other.stands_alone && told).then_some(kind)
    }

    /// Returns the relation of two containers that nothing couples.
    fn stranger_kind(&self) -> Unrelated {
        let [one, other] = self.names();
        if one.keeps_data != other.keeps_data {
            return Unrelated::AppDatabase;
        }
        if (one.front || other.front) && !self.same_program() {
            return Unrelated::FrontendBackend;
        }
        // In another mode an application does other work; a web server and a store remain what they are.
        let remains = |kind: SoftwareKind| kind == SoftwareKind::WebServer || kind.is_store();
        let same_name = || {
            self.members()[0].kind().is_some_and(|kind| !self.same_image() || remains(kind))
                && self.profiles[0].image_name == self.profiles[1].image_name
        };
        if self.same_program() || same_name() { Unrelated::DuplicateService } else { Unrelated::IndependentServices }
    }
}

/// Returns true if a container's names are made with that of a store: `redis-setup` beside `redis`.
fn is_named_after(other: &Names, store: &Member) -> bool {
    let Some(store) = store.software().map(|software| software.id.as_str()) else { return false };
    // `flask-redis` is made with it, `redis-setup` for it.
    let image = other.image.split_last().map_or(&[][..], |(_, words)| words);
    let mut words = image.iter().chain(&other.words);
    words.any(|word| word == store || store.starts_with(word.as_str()) && word.len() > 3)
}

/// Returns true if one repository holds the images of several things: `elk:kibana-4` in the container `kibana`.
fn are_named_by_tag(one: &Member, other: &Member) -> bool {
    let named = |member: &Member| {
        let of_tag = knowledge::words(member.image.tag());
        knowledge::words(&member.name).iter().any(|word| of_tag.contains(word))
    };
    one.name != other.name && named(one) && named(other)
}
