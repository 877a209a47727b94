//! Clauses about scripts: what a script does for a neighbour makes a helper of its container. It follows, rewrites or
//! writes the neighbour's files, or polls it.

use super::{Claim, Clause, Ledger, RoleGuess};
use crate::composition::command::Command;
use crate::composition::facts::pod_facts::PodFacts;
use crate::composition::facts::program;
use crate::composition::knowledge::{Function, SoftwareKind, WordList};
use crate::composition::lifetime;
use crate::composition::role::Role;
use crate::composition::step::{Joint, Step};
use crate::composition::volume::Mount;

/// The service of a script to a neighbour.
struct Service {
    clause: Clause,
    role: Role,
    function: Function,
    reason: String,
}

pub(in crate::composition) fn collect(facts: &PodFacts<'_>, guesses: &[RoleGuess], ledger: &mut Ledger<'_>) {
    for index in facts.running() {
        let is_named = facts.names[index].says_main() || facts.is_object_name(index) || facts.names_job(index);
        if !facts.members[index].runs_script() || is_named {
            continue;
        }
        let script = Script { index, facts, guesses };
        let services = [
            script.sets_kernel(),
            script.writes_for_neighbour(),
            script.reads_of_neighbour(),
            script.polls_neighbour(),
            script.borrows_image(),
            script.prepares_and_waits(),
            script.watches_network(),
        ];
        for Service { clause, role, function, reason } in services.into_iter().flatten() {
            ledger.claim(Clause::ScriptFunction, index, Claim::Does(role, function), reason.clone());
            ledger.helper(clause, index, role, function, reason);
        }
    }
}

struct Script<'a> {
    index: usize,
    facts: &'a PodFacts<'a>,
    guesses: &'a [RoleGuess],
}

impl Script<'_> {
    fn command(&self) -> &Command {
        &self.facts.members[self.index].command
    }

    /// Returns its mounts in volumes that carry data, each with the volume.
    fn mounts(&self) -> &[(usize, &Mount)] {
        &self.facts.data_mounts[self.index]
    }

    /// Returns the mounts of other running containers in a volume.
    fn others(&self, volume: usize) -> impl Iterator<Item = &Mount> {
        let mounts = self.facts.volumes[volume].mounts.iter();
        mounts.filter(|mount| mount.member != self.index && self.facts.members[mount.member].is_long_running())
    }

    fn may_be_main(&self, mount: &Mount) -> bool {
        self.guesses[mount.member].may_be_main()
    }

    fn name(&self, index: usize) -> &str {
        &self.facts.members[index].name
    }

    fn sets_kernel(&self) -> Option<Service> {
        let kernel = |file: &String| file.starts_with("/proc/sys/") || file.starts_with("/sys/");
        let writes = || self.command().steps.iter().any(|step| step.writes.iter().any(kernel));
        (self.command().runs("sysctl") || writes()).then(|| Service {
            clause: Clause::SetsKernel,
            role: Role::Sidecar,
            function: Function::SysctlSetter,
            reason: "it sets kernel parameters".to_owned(),
        })
    }

    /// It writes what a server, or an application that writes nothing there, reads.
    fn writes_for_neighbour(&self) -> Option<Service> {
        if self.facts.links_from(self.index).any(|link| self.guesses[link.to].is_helper()) {
            return None;
        }
        let is_web = |mount: &Mount| self.facts.members[mount.member].kind() == Some(SoftwareKind::WebServer);
        let served = |mount: &&Mount| {
            let reads = !self.facts.members[mount.member].runs_script() && mount.writes.is_none();
            self.may_be_main(mount) && (is_web(mount) || reads)
        };
        let mut written = self.mounts().iter().filter(|(_, mount)| mount.writes.is_some());
        let (volume, reader) = written.find_map(|&(volume, _)| Some((volume, self.others(volume).find(served)?)))?;
        let function = match () {
            () if self.command().runs("git") => Function::GitSync,
            () if self.command().runs("wget") || self.command().runs("curl") => Function::ContentFetcher,
            () if is_web(reader) => Function::ContentWriter,
            () => Function::FileWriter,
        };
        let (name, other) = (&self.facts.volumes[volume].name, self.name(reader.member));
        let reason = format!("it writes the files in `{name}` that `{other}` reads");
        Some(Service { clause: Clause::WritesForNeighbour, role: Role::Sidecar, function, reason })
    }

    fn reads_of_neighbour(&self) -> Option<Service> {
        let mut read = self.mounts().iter().filter(|(_, mount)| mount.reads.is_some());
        let (volume, writer, mount) = read.find_map(|&(volume, mount)| {
            // Two scripts that both read and write are equals.
            let writes = |other: &&Mount| {
                let equal = mount.writes.is_some() && other.writes.is_some() && other.reads.is_some();
                self.may_be_main(other) && (other.writes.is_some() || other.reads.is_none()) && !equal
            };
            Some((volume, self.others(volume).find(writes)?, mount))
        })?;
        let runs = |program: &str| self.command().runs(program);
        let (clause, function) = match rewriting(self.command(), self.mounts()) {
            Some(Rewriting::Form) => (Clause::RewritesForm, Function::LogFormatAdapter),
            Some(Rewriting::Lines) if !runs("grep") => (Clause::RewritesLines, Function::LogFormatAdapter),
            None if mount.writes.is_some() && writer.reads.is_some() => return None,
            None if runs("tail") => (Clause::ReadsOfNeighbour, Function::LogStreamer),
            _ if runs("grep") => (Clause::ReadsOfNeighbour, Function::LogMonitor),
            _ if ["ls", "find", "wc", "du"].into_iter().any(runs) => (Clause::ReadsOfNeighbour, Function::FileWatcher),
            _ => (Clause::ReadsOfNeighbour, Function::FileReader),
        };
        let adapts = clause != Clause::ReadsOfNeighbour;
        let (role, verb) = if adapts { (Role::Adapter, "rewrites") } else { (Role::Sidecar, "reads") };
        let (name, other) = (&self.facts.volumes[volume].name, self.name(writer.member));
        let reason = format!("it {verb} what `{other}` writes to `{name}`");
        Some(Service { clause, role, function, reason })
    }

    /// It asks a neighbour over the network, time and again.
    fn polls_neighbour(&self) -> Option<Service> {
        let mut links = self.facts.links_from(self.index).filter(|link| link.via.is_network());
        let link = links.find(|link| self.guesses[link.to].may_be_main())?;
        let reason = format!("it polls `{}` ({})", self.name(link.to), link.detail);
        self.facts.members[self.index].runs_system_programs().then_some(Service {
            clause: Clause::PollsNeighbour,
            role: Role::Sidecar,
            function: Function::Poller,
            reason,
        })
    }

    /// It looks at the packets, sockets or routes of the network that the containers of the Pod share.
    fn watches_network(&self) -> Option<Service> {
        let watches = |step: &&Step| WordList::WatchesNetwork.holds(step.program());
        let step = self.command().steps.iter().find(watches)?;
        Some(Service {
            clause: Clause::WatchesNetwork,
            role: Role::Sidecar,
            function: Function::Watcher,
            reason: format!("it looks at the network of the Pod (`{}`)", step.program()),
        })
    }

    /// It does a piece of work, and then waits so that the Pod does not end.
    fn prepares_and_waits(&self) -> Option<Service> {
        let (last, before) = self.command().steps.split_last().filter(|(last, _)| lifetime::only_waits(last))?;
        // What is piped on ends with what it reads.
        let ends = |step: &Step| program::is_plain(step.program()) || step.joint == Some(Joint::Pipe);
        let works = before.iter().any(|step| !program::is_inert(step.program()));
        let ended = before.iter().all(|step| ends(step) && !step.endless && step.joint != Some(Joint::Background));
        (works && ended).then(|| Service {
            clause: Clause::PreparesAndWaits,
            role: Role::Sidecar,
            function: Function::Initializer,
            reason: format!("its script prepares something and ends in `{}`", last.program()),
        })
    }

    /// It runs a script in the image of a neighbour that runs what the image is for.
    fn borrows_image(&self) -> Option<Service> {
        let member = &self.facts.members[self.index];
        if !member.runs_system_programs() || member.has_general_image() {
            return None;
        }
        let runs_own = |&index: &usize| !self.facts.members[index].runs_system_programs();
        let owner = self.facts.of_same_image(self.index).find(runs_own)?;
        let reason = format!("it runs a script in the image of `{}`", self.name(owner));
        self.guesses[owner].may_be_main().then_some(Service {
            clause: Clause::BorrowsImage,
            role: Role::Sidecar,
            function: Function::Script,
            reason,
        })
    }
}

/// The way in which a script rewrites what it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rewriting {
    /// A program puts it into another form.
    Form,
    /// It goes through it line by line, and may print each as it is.
    Lines,
}

/// Returns how a script puts what it reads from a shared volume into another form: `tail f | sed …`, `sed … f > g`,
/// `while read …; done < f`.
fn rewriting(command: &Command, mounts: &[(usize, &Mount)]) -> Option<Rewriting> {
    let shared = |text: &String| mounts.iter().any(|(_, mount)| !mount.path.is_empty() && text.contains(&mount.path));
    let transforms = |step: &Step| {
        let leaves_as_is = step.program() == "jq"
            && step.words.iter().skip(1).all(|word| matches!(word.as_str(), "." | "-c" | "-C" | "-M"));
        WordList::Transforms.holds(step.program()) && !leaves_as_is
    };
    let mut by_lines = false;
    let mut piped = false;
    let mut by_line = false;
    for step in command.steps.iter() {
        let reads = step.arguments().iter().any(shared) || step.reads.iter().any(shared);
        let taken = piped || reads;
        if transforms(step) && taken {
            return Some(Rewriting::Form);
        }
        by_lines |= step.program() == "read" && taken || by_line && step.reads.iter().any(shared);
        piped = step.joint == Some(Joint::Pipe) && (piped || reads);
        by_line |= step.program() == "read";
    }
    by_lines.then_some(Rewriting::Lines)
}
