//! Clauses about which container the Pod exists for, among those that could be it. Each speaks for or against one
//! container; the points are in the table of clauses.

use super::{Because, Claim, Clause, Confidence, Ledger, RoleGuess};
use crate::composition::facts::pod_facts::PodFacts;
use crate::composition::knowledge::{self, Function, FunctionTrait, WordList};
use crate::composition::port::PortEvidence;
use crate::composition::role::Role;

pub(in crate::composition) fn collect(facts: &PodFacts<'_>, guesses: &[RoleGuess], ledger: &mut Ledger<'_>) {
    let object = knowledge::words(facts.object_name());
    for index in facts.running() {
        stated(facts, index, ledger);
        named_like_object(facts, index, &object, ledger);
        seen(facts, index, guesses, ledger);
        if let RoleGuess::Helper { role, function, confidence } = &guesses[index] {
            helper(index, (*role, *function, *confidence), ledger);
        }
    }
    links(facts, guesses, ledger);
    files(facts, guesses, ledger);
}

fn point(clause: Clause, index: usize, reason: impl Into<Because>, ledger: &mut Ledger<'_>) {
    ledger.claim(clause, index, Claim::Purpose, reason);
}

/// Adds claims from what is stated about the container: the annotation, its name, the list it stands in.
fn stated(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let (member, names) = (&facts.members[index], &facts.names[index]);
    let annotation = "kubectl.kubernetes.io/default-container";
    let annotations = facts.pod.metadata.and_then(|metadata| metadata.annotations.as_ref());
    let default = annotations.and_then(|annotations| annotations.get(annotation)).filter(|name| !name.is_empty());
    if default == Some(&member.name) {
        point(Clause::DefaultContainer, index, format!("the annotation `{annotation}` names it"), ledger);
    }
    if names.says_main() {
        point(Clause::MainName, index, format!("its name, `{}`, marks it as the main container", member.name), ledger);
    }
    if WordList::SaysApplication.holds_any(&names.words) {
        point(Clause::AppName, index, format!("its name, `{}`, marks it as the application", member.name), ledger);
    }
    if names.is_image_name() {
        point(Clause::OwnImage, index, "its image has the same name", ledger);
    }
}

fn named_like_object(facts: &PodFacts<'_>, index: usize, object: &[String], ledger: &mut Ledger<'_>) {
    let (names, pod) = (&facts.names[index], facts.object_name());
    let same = |words: &[String]| !words.is_empty() && words == object;
    if same(&names.words) {
        point(Clause::ObjectName, index, format!("the object, `{pod}`, has the same name"), ledger);
    } else if same(&names.image) {
        point(Clause::ObjectImage, index, format!("the object, `{pod}`, is named after its image"), ledger);
    } else if are_in(&names.words, object) {
        point(Clause::ObjectNameWords, index, format!("the name of the object, `{pod}`, contains its name"), ledger);
    }
}

/// Returns true if the words of a name that tell anything all stand in the name of the object.
fn are_in(own: &[String], object: &[String]) -> bool {
    let mut telling = own.iter().filter(|word| !WordList::AnyObject.holds(word) && word.len() > 2).peekable();
    telling.peek().is_some() && telling.all(|word| object.contains(word))
}

/// Adds claims from what is seen of the container: its software, ports and probes.
fn seen(facts: &PodFacts<'_>, index: usize, guesses: &[RoleGuess], ledger: &mut Ledger<'_>) {
    let member = &facts.members[index];
    if matches!(guesses[index], RoleGuess::Main { .. }) {
        let known = member.software().map(|software| format!("{} is a standalone service", software.id));
        let reason = known.unwrap_or_else(|| "it does the work of the Job".to_owned());
        point(Clause::KnownService, index, reason, ledger);
    }
    if member.ports.iter().any(|listen| listen.evidence == PortEvidence::Declared) {
        point(Clause::DeclaredPort, index, "it declares ports", ledger);
    }
    if !member.probed.is_empty() {
        point(Clause::Probed, index, "it has probes", ledger);
    }
    if member.listens_on_any(&facts.served) {
        point(Clause::Served, index, "a Service sends traffic to it", ledger);
    }
}

/// Adds claims about a container that is a helper by itself: where all are, the others help one of them.
fn helper(index: usize, (role, function, confidence): (Role, Option<Function>, Confidence), ledger: &mut Ledger<'_>) {
    let clause = if confidence == Confidence::Certain { Clause::CertainHelper } else { Clause::NamedHelper };
    point(clause, index, format!("it is known as {role}"), ledger);
    let has = |wanted| function.is_some_and(|function| function.has(wanted));
    if has(FunctionTrait::AnswersPolicies) {
        point(Clause::PolicyServer, index, "it answers policy queries", ledger);
    }
    // An exporter of something outside the Pod, or a pooler, may well be its purpose; a proxy for authentication never is.
    let trade = match () {
        () if has(FunctionTrait::MayBePurpose) => None,
        () if has(FunctionTrait::Tends) => Some(Clause::Tends),
        () => Some(Clause::HelpsOthers),
    };
    if let Some(clause) = trade {
        point(
            clause,
            index,
            format!("{} exists to help other containers", function.map_or("a helper", Function::as_str)),
            ledger,
        );
    }
}

/// Adds claims from links: an ambassador or elector is there for its client, and helpers help the container that they
/// ask.
fn links(facts: &PodFacts<'_>, guesses: &[RoleGuess], ledger: &mut Ledger<'_>) {
    for link in facts.links.iter().filter(|link| link.via.is_network() && link.from != link.to) {
        let role = |index: usize| match &guesses[index] {
            RoleGuess::Helper { role, .. } => Some(*role),
            _ => None,
        };
        let name = |index: usize| &facts.members[index].name;
        if matches!(role(link.to), Some(Role::Ambassador | Role::LeaderElection | Role::WorkQueue)) {
            let reason = format!("it connects to `{}` ({})", name(link.to), link.detail);
            point(Clause::HasAmbassador, link.from, Because::of_link(link, reason), ledger);
        } else if facts.members[link.to].is_store() && guesses[link.from].may_be_main() {
            let reason = format!("it uses `{}` ({})", name(link.to), link.detail);
            point(Clause::UsesStore, link.from, Because::of_link(link, reason), ledger);
        } else if matches!(role(link.from), Some(Role::Adapter | Role::Sidecar)) {
            let reason = format!("`{}` connects to it ({})", name(link.from), link.detail);
            point(Clause::AskedByHelper, link.to, Because::of_link(link, reason), ledger);
        }
    }
}

/// Adds claims from files: known helpers help the container whose files they share, and one that only reads is fed by
/// others.
fn files(facts: &PodFacts<'_>, guesses: &[RoleGuess], ledger: &mut Ledger<'_>) {
    for volume in facts.volumes.iter().filter(|volume| volume.carries_data()) {
        let known = |index: usize| {
            let certain = matches!(guesses[index], RoleGuess::Helper { confidence: Confidence::Certain, .. });
            certain && facts.members[index].is_long_running()
        };
        let helper = volume.mounts.iter().find(|mount| known(mount.member));
        if let Some(helper) = helper {
            for user in volume.members().into_iter().filter(|&user| guesses[user].may_be_main()) {
                let reason =
                    format!("it shares files with `{}` in `{}`", facts.members[helper.member].name, volume.name);
                point(Clause::FilesOfHelper, user, reason, ledger);
            }
        }
        let written = volume.mounts.iter().any(|mount| !mount.read_only);
        for mount in volume.mounts.iter().filter(|mount| mount.read_only && written) {
            point(Clause::ReadsOnly, mount.member, format!("it only reads `{}`", volume.name), ledger);
        }
    }
}
