//! Clauses about a container by itself: the software it runs, the list it stands in, whether it does anything.

use super::{Because, Claim, Clause, Ledger};
use crate::composition::facts::pod_facts::PodFacts;
use crate::composition::knowledge::{Function, FunctionTrait, Software, SoftwareKind, WordList};
use crate::composition::lifetime::Idle;
use crate::composition::member::Member;
use crate::composition::port::PortEvidence;
use crate::composition::role::Role;
use crate::composition::volume::Mount;
use crate::k8s::Slot;

pub(in crate::composition) fn collect(facts: &PodFacts<'_>, ledger: &mut Ledger<'_>) {
    for index in facts.running() {
        helper_software(facts, index, ledger);
        native_sidecar(facts, index, ledger);
        idle(facts, index, ledger);
        server_software(facts, index, ledger);
        private_cache(facts, index, ledger);
        election_options(facts, index, ledger);
        lone_copy(facts, index, ledger);
    }
}

/// Returns the role of software that is made to help.
pub(super) const fn role_of(kind: SoftwareKind) -> Option<Role> {
    Some(match kind {
        SoftwareKind::Sidecar => Role::Sidecar,
        SoftwareKind::Ambassador => Role::Ambassador,
        SoftwareKind::Adapter => Role::Adapter,
        SoftwareKind::LeaderElection => Role::LeaderElection,
        SoftwareKind::WorkQueue => Role::WorkQueue,
        SoftwareKind::ScatterGather => Role::ScatterGather,
        _ => return None,
    })
}

fn helper_software(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let member = &facts.members[index];
    let Some((software, role)) = member.software().and_then(|software| Some((software, role_of(software.kind)?)))
    else {
        return;
    };
    if facts.idle(index).is_some() || collects_for_others(facts, index, software) {
        return;
    }
    // What ships logs can give them another form, and a name that says so is believed.
    let adapts = facts.names[index].outright().is_some_and(|hint| hint.role == Role::Adapter);
    let role = if adapts && role == Role::Sidecar { Role::Adapter } else { role };
    let reason = format!("{} is made to help another container", software.id);
    ledger.helper(Clause::HelperSoftware, index, role, software.function, reason);
}

/// Returns true if it is a collector that others send to: it declares the port it takes data in on, and no neighbour connects to
/// it or writes files that it reads.
fn collects_for_others(facts: &PodFacts<'_>, index: usize, software: &Software) -> bool {
    let member = &facts.members[index];
    let declares = member.ports.iter().any(|listen| listen.name.is_some() || listen.evidence == PortEvidence::Declared);
    let receives = member.ports.iter().any(|listen| software.receives.contains(&listen.port));
    let feeds = |&(volume, _): &(usize, &Mount)| {
        let mut mounts = facts.volumes[volume].mounts.iter().filter(|mount| mount.member != index);
        mounts.any(|mount| facts.members[mount.member].is_long_running() && mount.reads.is_none())
    };
    let fed = facts.links_to(index).next().is_some() || facts.data_mounts[index].iter().any(feeds);
    declares && receives && !fed
}

fn native_sidecar(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let member = &facts.members[index];
    if member.slot != Slot::Sidecar {
        return;
    }
    let hint = facts.names[index].hint.as_ref();
    let function = hint.and_then(|hint| hint.function).or_else(|| other_function(facts, index));
    let role = hint.map_or(Role::Sidecar, |hint| hint.role);
    ledger.helper(Clause::NativeSidecar, index, role, function, "it is a native sidecar");
}

/// Returns the function of a helper whose name does not tell it.
pub(super) fn other_function(facts: &PodFacts<'_>, index: usize) -> Option<Function> {
    if facts.idle(index).is_some() {
        return Some(Function::Placeholder);
    }
    let member = &facts.members[index];
    // What an image is made for says nothing of a helper that runs something else in it, unless it is made to help.
    let software = member.software().or(member.image_software().filter(|software| software.kind.is_helper()))?;
    let general = software.kind.is_general();
    (!general).then_some(software.function)
}

fn idle(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let member = &facts.members[index];
    let waits = waiting_toolbox(facts, index);
    let Some(idle) = facts.idle(index).or(waits.then_some(Idle::Sleeps)) else { return };
    let clause = if waits { Clause::WaitingToolbox } else { Clause::Idle };
    let reason = match idle {
        Idle::NothingToRun => "its image has nothing to run",
        _ => "it only waits or prints",
    };
    ledger.claim(clause, index, Claim::Idle(idle), reason);
    // People come to a toolbox that the whole object is named after.
    let hint = facts.names[index].hint.as_ref().and_then(|hint| hint.function);
    if hint == Some(Function::DebugShell) && facts.is_object_name(index) {
        ledger.claim(Clause::ObjectOfHelper, index, Claim::Main { function: hint }, "the object is named after it");
    }
    // What a Job runs is its work, however little that is.
    let ends = !member.lifetime.is_endless() && member.slot == Slot::App;
    if facts.is_job() && ends && idle != Idle::NothingToRun {
        let function = Some(Function::Batch);
        ledger.claim(Clause::JobWork, index, Claim::Main { function }, "it does the work of the Job");
    }
}

/// Returns true if it is a box of client programs that is told nothing, and waits for somebody to use it. One that serves, and
/// is named as a front or back end, stands in for something else.
fn waiting_toolbox(facts: &PodFacts<'_>, index: usize) -> bool {
    let (member, names) = (&facts.members[index], &facts.names[index]);
    let stands_in = (names.front || names.back) && serves(member);
    facts.idle(index).is_none() && member.awaits_somebody() && !stands_in
}

/// Returns true if it is told or declared where it listens.
fn serves(member: &Member) -> bool {
    member
        .ports
        .iter()
        .any(|listen| matches!(listen.evidence, PortEvidence::Variable | PortEvidence::Declared | PortEvidence::Option))
}

fn server_software(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let member = &facts.members[index];
    let Some(software) = member.software() else { return };
    let function = Some(software.function);
    if software.kind == SoftwareKind::Task {
        // Where it stands beside others that keep running, it only prepares something for them.
        let reason = format!("{} does setup work", software.id);
        ledger.helper(Clause::TaskSoftware, index, Role::Sidecar, function, reason);
    } else if software.kind.is_server() || role_of(software.kind).is_some() {
        // A web server is what people put in place of something they have no image of.
        let adapts = facts.names[index].hint.as_ref().is_some_and(|hint| hint.role == Role::Adapter);
        if !(adapts && software.kind == SoftwareKind::WebServer) {
            let reason = format!("{} is a standalone service", software.id);
            ledger.claim(Clause::ServerSoftware, index, Claim::Main { function }, reason);
        }
    }
    let may_be_purpose = software.kind.is_helper() && software.function.has(FunctionTrait::MayBePurpose);
    if may_be_purpose && facts.idle(index).is_none() && facts.is_object_name(index) {
        ledger.claim(Clause::ObjectOfHelper, index, Claim::Main { function }, "the object is named after it");
    }
    if software.kind == SoftwareKind::Proxy && facts.is_object_name(index) {
        let function = Some(software.function);
        ledger.claim(Clause::ObjectOfProxy, index, Claim::Main { function }, "the object is named after it");
    }
}

/// A cache in memory that a neighbour connects to, and nobody else can be seen to, holds what that neighbour can do
/// without.
fn private_cache(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let member = &facts.members[index];
    let Some(software) = member.software().filter(|software| software.kind == SoftwareKind::Cache) else { return };
    let keeps = !software.data.is_empty() || member.listens_on_any(&facts.served);
    if let Some(link) = facts.links_to(index).find(|link| link.sure && !keeps) {
        let reason =
            format!("it is an in-memory cache that `{}` uses ({})", facts.members[link.from].name, link.detail);
        ledger.helper(Clause::PrivateCache, index, Role::Sidecar, software.function, Because::of_link(link, reason));
    }
}

/// A program whose options are about an election, and nothing else, is an elector.
fn election_options(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let member = &facts.members[index];
    let options: Vec<&str> =
        member.command.options().iter().map(|option| option.name.trim_start_matches('-')).collect();
    let names = |option: &&&str| WordList::NamesElection.holds(option);
    let Some(name) = options.iter().find(names) else { return };
    if member.image_software().is_none()
        && options.iter().all(|option| WordList::OfElection.holds(option) || names(&option))
    {
        let reason = format!("`--{name}` and all its other options configure leader election");
        let function = Function::LeaderElector;
        ledger.helper(Clause::ElectionOptions, index, Role::LeaderElection, function, reason);
    }
}

/// A helper that is its neighbour over again, and coupled with nothing, is a stand-in.
fn lone_copy(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let member = &facts.members[index];
    let copies = |other: &usize| {
        let other = &facts.members[*other];
        member.command.words == other.command.words
    };
    if facts.is_alone(index)
        && let Some(other) = facts.of_same_image(index).find(copies)
    {
        let reason = format!("it runs the same software as `{}`", facts.members[other].name);
        ledger.claim(Clause::LoneCopy, index, Claim::Does(Role::Sidecar, Function::Placeholder), reason);
    }
}
