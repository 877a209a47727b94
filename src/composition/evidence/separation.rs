//! Clauses about pairs of containers that could both be the main one: what makes one unit of them, and what sets them
//! apart whatever couples them. A database beside its application, a front end beside its back end, the same server
//! twice, and services that nothing couples are deployed on their own.

use super::{Clause, Coupling, Couplings, Ledger, RoleGuess};
use crate::composition::command::Command;
use crate::composition::facts::naming::{self, Names};
use crate::composition::facts::pod_facts::PodFacts;
use crate::composition::knowledge::{self, FunctionTrait, SoftwareKind};
use crate::composition::member::Member;

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

/// What is claimed of two containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::composition) enum PairClaim {
    /// They belong together.
    Together,
    /// They do not, and are this to each other; `None` where they may well share a Pod.
    Apart(Option<Unrelated>),
    /// Nothing couples them, and they are this to each other unless something else joins them.
    Strangers(Unrelated),
}

/// One claim about a pair of containers, the one listed first in front.
#[derive(Clone, Copy, Debug)]
pub(in crate::composition) struct PairEvidence {
    pub(in crate::composition) clause: Clause,
    pub(in crate::composition) pair: (usize, usize),
    pub(in crate::composition) claim: PairClaim,
}

impl PairEvidence {
    /// Whether it says that the two belong together.
    pub(in crate::composition) fn joins(&self) -> bool {
        self.claim == PairClaim::Together
    }
}

/// Collects what is said of each pair of candidates for the main container.
pub(in crate::composition) fn collect(
    facts: &PodFacts<'_>,
    guesses: &[RoleGuess],
    couplings: &Couplings,
    candidates: &[usize],
    ledger: &Ledger<'_>,
) -> Vec<PairEvidence> {
    let helpers = SharedHelpers::of(facts, guesses, couplings, candidates);
    let mut evidence = Vec::new();
    for (at, &one) in candidates.iter().enumerate() {
        for (later, &other) in candidates.iter().enumerate().skip(at + 1) {
            let pair = Pair::of(facts, couplings, one, other);
            let mut say = |clause, holds: bool, claim| {
                if holds && ledger.hears(clause) {
                    evidence.push(PairEvidence { clause, pair: (one, other), claim });
                }
            };
            pair.apart(&mut say);
            pair.together(helpers.serve_both(at, later), &mut say);
            if let Some(kind) = pair.strangers() {
                say(Clause::Strangers, true, PairClaim::Strangers(kind));
            }
        }
    }
    evidence
}

/// Which helpers are near each candidate: coupled with it, or of its image.
struct SharedHelpers(Vec<Vec<u64>>);

impl SharedHelpers {
    fn of(facts: &PodFacts<'_>, guesses: &[RoleGuess], couplings: &Couplings, candidates: &[usize]) -> Self {
        let helpers: Vec<usize> = facts.running().filter(|&index| guesses[index].is_helper()).collect();
        let near = |helper: usize, index: usize| {
            couplings.between(helper, index).joins()
                || facts.members[helper].image.same_repository(&facts.members[index].image)
        };
        let sets = candidates.iter().map(|&index| {
            let mut set = vec![0_u64; helpers.len().div_ceil(64)];
            for (bit, _) in helpers.iter().enumerate().filter(|&(_, &helper)| near(helper, index)) {
                set[bit / 64] |= 1 << (bit % 64);
            }
            set
        });
        Self(sets.collect())
    }

    /// Whether one helper is near both candidates, given by their places in the list.
    fn serve_both(&self, one: usize, other: usize) -> bool {
        self.0[one].iter().zip(&self.0[other]).any(|(one, other)| one & other != 0)
    }
}

/// Two containers with what is known of each and of both.
struct Pair<'a> {
    members: [&'a Member; 2],
    names: [&'a Names; 2],
    coupling: Coupling,
    same_image: bool,
}

impl<'a> Pair<'a> {
    fn of(facts: &'a PodFacts<'a>, couplings: &Couplings, one: usize, other: usize) -> Self {
        let members = [&facts.members[one], &facts.members[other]];
        Self {
            members,
            names: [&facts.names[one], &facts.names[other]],
            coupling: couplings.between(one, other),
            same_image: members[0].image.same_repository(&members[1].image),
        }
    }

    /// What sets the two apart even though something couples them.
    fn apart(&self, say: &mut impl FnMut(Clause, bool, PairClaim)) {
        let Coupling { files, processes, peers, .. } = self.coupling;
        let apart = |kind| PairClaim::Apart(Some(kind));
        say(Clause::Ends, self.are_ends() && !processes, apart(Unrelated::FrontendBackend));
        let workers = self.are_worker_modes() && !files && !processes;
        say(Clause::WorkerModes, workers, apart(Unrelated::IndependentServices));
        say(Clause::SameServer, self.are_same_server(), apart(Unrelated::DuplicateService));
        say(Clause::AppAndStore, self.are_app_and_store(), apart(Unrelated::AppDatabase));
        say(Clause::TwoStores, self.are_two_stores(), apart(Unrelated::IndependentServices));
        say(Clause::Peers, peers && !files && !processes, apart(Unrelated::IndependentServices));
        let applications = self.names[0].application && self.names[1].application && !self.same_image;
        say(Clause::TwoApplications, applications && !files && !processes, apart(Unrelated::IndependentServices));
        // A load generator and its target are side by side on purpose, and neither helps the other.
        let [one, other] = self.members.map(drives_load);
        say(Clause::LoadGenerator, one != other, PairClaim::Apart(None));
    }

    fn together(&self, share_helper: bool, say: &mut impl FnMut(Clause, bool, PairClaim)) {
        say(Clause::SharedFiles, self.coupling.files, PairClaim::Together);
        say(Clause::Address, self.coupling.network, PairClaim::Together);
        say(Clause::Processes, self.coupling.processes, PairClaim::Together);
        say(Clause::SharedHelper, share_helper, PairClaim::Together);
        say(Clause::NodeAgents, self.are_node_agents(), PairClaim::Together);
        say(Clause::ImageModes, self.are_modes(), PairClaim::Together);
    }

    fn are_ends(&self) -> bool {
        let [one, other] = self.names;
        one.front && other.back || one.back && other.front
    }

    /// The same server twice: one image, one command, and nothing that tells the two apart but their names and ports.
    fn are_same_server(&self) -> bool {
        let [one, other] = self.members;
        if !self.same_image || mode(&one.command) != mode(&other.command) {
            return false;
        }
        let serves = |member: &Member| {
            member.software().is_some_and(|software| software.kind.is_server()) || !member.ports.is_empty()
        };
        // Of two that are numbered one shows what both do.
        let is_number = |word: &&String| word.bytes().all(|byte| byte.is_ascii_digit());
        let [first, second] = self.names.map(|names| names.words.iter().filter(|word| !is_number(word)));
        let numbered = one.image == other.image && first.eq(second);
        let serve = if numbered { serves(one) || serves(other) } else { serves(one) && serves(other) };
        // Settings may tell one application from another, but a web server remains one.
        let web = one.kind() == Some(SoftwareKind::WebServer) && other.kind() == Some(SoftwareKind::WebServer);
        let stores = one.is_store() && other.is_store();
        let alike = web || numbered || one.variables == other.variables;
        serve && (!self.coupling.joins() || stores || alike && !self.coupling.network)
    }

    fn are_app_and_store(&self) -> bool {
        let [one, other] = self.members;
        match self.names.map(|names| names.keeps_data) {
            [true, false] => !self.serves_store(other, one),
            [false, true] => !self.serves_store(one, other),
            _ => false,
        }
    }

    fn are_two_stores(&self) -> bool {
        let software = |member: &'a Member| member.software().map(|software| &software.id);
        let [one, other] = self.members;
        self.names.iter().all(|names| names.keeps_data) && !self.coupling.files && software(one) != software(other)
    }

    /// Whether a container that could be main is there for a store rather than a client of it.
    fn serves_store(&self, other: &Member, store: &Member) -> bool {
        if other.runs_script() && self.coupling.joins() {
            return true;
        }
        let one_product = self.same_image && !are_named_by_tag(other, store);
        if other.software().is_none() && one_product {
            return true;
        }
        if other.software().is_some_and(|software| software.kind.is_server()) {
            return false;
        }
        let listens = other.ports.iter().any(|listen| !listen.ambiguous);
        !listens && (self.coupling.files || is_named_after(other, store)) || one_product && self.coupling.joins()
    }

    fn are_node_agents(&self) -> bool {
        let [one, other] = self.members.map(|member| member.software().map(|software| software.function));
        one == other && one.is_some_and(|function| function.has(FunctionTrait::OfNode))
    }

    /// Whether the two run one image in two modes. An entry point has modes; what a script starts may be anything that
    /// is in the image.
    fn are_modes(&self) -> bool {
        let [one, other] = self.members;
        let scripts = one.command.is_script && other.command.is_script;
        self.same_image && !one.has_general_image() && !scripts && mode(&one.command) != mode(&other.command)
    }

    /// Whether one image runs in two modes of which one has work of its own: a worker, a consumer, a client.
    fn are_worker_modes(&self) -> bool {
        let works = |at: usize| works_alone(self.members[at], self.names[at]);
        let tends = self.names[0].tends(self.names[1]) || self.names[1].tends(self.names[0]);
        self.are_modes() && !tends && (works(0) || works(1))
    }

    /// What two containers are that nothing couples, where it is plain that each is a service of its own: it is known
    /// to be one, or is seen to serve.
    fn strangers(&self) -> Option<Unrelated> {
        let [one, other] = self.members;
        // Two that do a piece of work and end are tasks, as those of a Job are.
        let tasks = one.lifetime.is_finite() && other.lifetime.is_finite();
        if tasks || self.coupling.config || self.members.into_iter().any(drives_load) {
            return None;
        }
        let kind = self.stranger_kind();
        // Of two that are applications by their names neither helps the other, however little else is known.
        let applications = self.names.iter().all(|names| names.says_application) && !self.same_image;
        let blank = |at: usize| is_blank(self.members[at]) && self.names[at].software().is_none();
        if kind == Unrelated::IndependentServices && !applications && (blank(0) || blank(1)) {
            return None;
        }
        let stands = (0..2).all(|at| self.stands_alone(at));
        // Of two that nobody knows and that show nothing of themselves there is nothing to say, unless they are twins.
        let twins = self.same_image && !one.has_general_image() && !self.says_nothing();
        let told =
            applications || (0..2).any(|at| self.shows_itself(at)) || twins || kind == Unrelated::FrontendBackend;
        (stands && told).then_some(kind)
    }

    /// What two containers are to each other that nothing couples.
    fn stranger_kind(&self) -> Unrelated {
        let [one, other] = self.members;
        if self.names[0].keeps_data != self.names[1].keeps_data {
            return Unrelated::AppDatabase;
        }
        if self.names.iter().any(|names| names.front) {
            return Unrelated::FrontendBackend;
        }
        let same = self.same_image && mode(&one.command) == mode(&other.command);
        let same_name = one.software().is_some() && self.names[0].image == self.names[1].image;
        if same || same_name { Unrelated::DuplicateService } else { Unrelated::IndependentServices }
    }

    /// Whether something is known of one of the two but its name: its software, its ports, what it works on elsewhere.
    fn shows_itself(&self, at: usize) -> bool {
        let member = self.members[at];
        let works = member.endpoints.iter().any(|target| !target.is_local());
        let known = member.software().is_some() || self.names[at].software().is_some();
        known || !member.ports.is_empty() || self.names[at].keeps_data || works
    }

    /// Whether one of the two could be a service. A script of plain tools is nobody's service, unless it serves or
    /// works on something far away.
    fn stands_alone(&self, at: usize) -> bool {
        let member = self.members[at];
        let serves = member.software().is_some_and(|software| software.kind.is_server()) || !member.ports.is_empty();
        let works = member.endpoints.iter().any(|target| !target.is_local());
        let stands = serves || self.names[at].keeps_data || works || !member.runs_system_programs();
        stands && !member.image.is_placeholder()
    }

    /// Whether neither is given anything but a name and one image, as in a patch of a manifest that stands elsewhere.
    fn says_nothing(&self) -> bool {
        let silent =
            |member: &Member| member.command.words.is_empty() && member.variables.is_empty() && member.ports.is_empty();
        self.members[0].image == self.members[1].image && self.members.into_iter().all(silent)
    }
}

/// Whether nothing is known of a container but its name and an image that nobody knows.
fn is_blank(member: &Member) -> bool {
    let silent = member.ports.is_empty() && member.endpoints.is_empty() && member.probed.is_empty();
    silent && member.image_software().is_none() && member.command.words.is_empty() && member.variables.is_empty()
}

/// Whether a container is told to do work of its own, by its name or the first words of its command.
pub(in crate::composition) fn works_alone(member: &Member, names: &Names) -> bool {
    let arguments = member.command.words.iter().take(6).filter(|word| !word.contains(['/', ' ']));
    let told = arguments.flat_map(|word| knowledge::words(word)).any(|word| naming::is_work(&word));
    told || names.says_work()
}

/// A load generator is beside its target on purpose.
fn drives_load(member: &Member) -> bool {
    member.software().is_some_and(|software| software.function.has(FunctionTrait::DrivesLoad))
}

/// Whether a container's names are made with that of a store: `redis-setup` beside `redis`.
fn is_named_after(other: &Member, store: &Member) -> bool {
    let mut words = knowledge::words(other.image.base());
    // `flask-redis` is made with it, `redis-setup` for it.
    words.pop();
    words.extend(knowledge::words(&other.name));
    let Some(store) = store.software().map(|software| software.id.as_str()) else { return false };
    words.iter().any(|word| word == store || store.starts_with(word.as_str()) && word.len() > 3)
}

/// Whether one repository holds the images of several things: `elk:kibana-4` in the container `kibana`.
fn are_named_by_tag(one: &Member, other: &Member) -> bool {
    let named = |member: &Member| {
        let of_tag = knowledge::words(member.image.tag());
        knowledge::words(&member.name).iter().any(|word| of_tag.contains(word))
    };
    one.name != other.name && named(one) && named(other)
}

/// Returns a command line or script without the values in it: the programs, their subcommands and the names of their
/// options.
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
