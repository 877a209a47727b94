//! Clauses about names: what a container's own name, its image's and its program's hint at.

use super::software::{other_function, role_of};
use super::{Because, Claim, Clause, Ledger};
use crate::composition::facts::naming::gives_its_name;
use crate::composition::facts::pod_facts::PodFacts;
use crate::composition::knowledge::{self, Function, FunctionTrait, Hint, SoftwareKind, WordList};
use crate::composition::member::{Member, stem};
use crate::composition::role::Role;

pub(in crate::composition) fn collect(facts: &PodFacts<'_>, ledger: &mut Ledger<'_>) {
    for index in facts.running() {
        outright_name(facts, index, ledger);
        image_name(facts, index, ledger);
        program_name(facts, index, ledger);
        container_name(facts, index, ledger);
        named_like_helper(facts, index, ledger);
        named_after_neighbour(facts, index, ledger);
        uses_helper(facts, index, ledger);
        answers_api(facts, index, ledger);
    }
    helper_twins(facts, ledger);
    shared_names(facts, ledger);
}

fn outright_name(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let (member, names) = (&facts.members[index], &facts.names[index]);
    let Some(hint) = names.outright() else { return };
    // An application may be called so: the API gateway Ambassador.
    let is_application =
        member.kind() == Some(SoftwareKind::App) && names.is_image_name() && facts.idle(index).is_none();
    if !is_application {
        let function = hint.function.or_else(|| other_function(facts, index));
        let reason = format!("its name, `{}`, indicates the role {}", member.name, hint.role);
        ledger.helper(Clause::OutrightName, index, hint.role, function, reason);
    }
}

fn image_name(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let member = &facts.members[index];
    let base = member.image.base();
    let named_after = |name: &str| gives_its_name(name, facts.object_name());
    if member.image_software().is_some() || named_after(base) || named_after(&member.name) {
        return;
    }
    let Some(hint) = knowledge::of_name(base) else { return };
    let may_be_purpose = hint.function.is_some_and(|function| function.has(FunctionTrait::MayBePurpose));
    if may_be_purpose && shortens(facts.object_name(), base) {
        let reason = format!("the object is named after its image, `{base}`");
        ledger.claim(Clause::ObjectOfHelper, index, Claim::Main { function: hint.function }, reason);
        return;
    }
    let clause = if hint.outright { Clause::OutrightImage } else { Clause::ImageName };
    let reason = format!("its image, `{base}`, indicates the role {}", hint.role);
    ledger.helper(clause, index, hint.role, hint.function, reason);
}

/// An image that is told to run another program of its own is what that program's name says.
fn program_name(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let member = &facts.members[index];
    let [step] = &*member.command.steps else { return };
    let name = stem(step.program());
    let unknown =
        member.software().is_none() && member.image_software().is_some_and(|software| software.kind.is_server());
    if !unknown || gives_its_name(name, facts.object_name()) {
        return;
    }
    if let Some(hint) = knowledge::of_name(name) {
        let reason = format!("the name of its program, `{name}`, suggests this role");
        ledger.helper(Clause::ProgramName, index, hint.role, hint.function, reason);
    }
}

fn container_name(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let member = &facts.members[index];
    let Some(hint) = &facts.names[index].hint else { return };
    // What watches something elsewhere does not watch a neighbour.
    let elsewhere = !member.endpoints.is_empty() && member.endpoints.iter().all(|target| !target.is_local());
    let watches_elsewhere = hint.function == Some(Function::Watcher) && elsewhere;
    // A name that the whole object has too does not make a helper of it, nor does the last word of what a Job is called.
    if !watches_elsewhere && !facts.names_job(index) && !gives_its_name(&member.name, facts.object_name()) {
        let reason = format!("its name, `{}`, suggests this role", member.name);
        ledger.helper(Clause::ContainerName, index, hint.role, hint.function, reason);
    }
}

/// A container with an image that nobody knows and the name of software that helps others is taken for that.
fn named_like_helper(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let member = &facts.members[index];
    let named = facts.names[index].software().filter(|_| !gives_its_name(&member.name, facts.object_name()));
    if let Some((software, role)) = named.and_then(|software| Some((software, role_of(software.kind)?))) {
        let reason = format!("its name, `{}`, is that of {}", member.name, software.id);
        ledger.helper(Clause::NamedLikeHelper, index, role, software.function, reason);
    }
}

/// Claims that a container is there for the neighbour it is named after, with something added, if its software is not
/// known and it serves nobody: `vault-unsealer` beside `vault`. An extender is, even where it serves.
fn named_after_neighbour(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let (member, own) = (&facts.members[index], &facts.names[index].words);
    let extends = own.last().is_some_and(|word| WordList::Extends.holds(word));
    let serves = !member.ports.is_empty() || !member.probed.is_empty() || facts.names[index].keeps_data;
    // The front end of a neighbour is named after it as well.
    if member.software().is_some() || serves && !extends || facts.names[index].front {
        return;
    }
    let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
    let adds = |&cut: &usize| !own[cut..].iter().all(is_number);
    let named_after = (1..own.len()).filter(adds).flat_map(|cut| facts.named(&own[..cut])).copied();
    let image = facts.image_of(index);
    let other_image = |&other: &usize| image.is_none() || image != facts.image_of(other);
    let neighbour = named_after.filter(|&other| facts.names[other].hint.is_none()).filter(other_image).min();
    if let Some(other) = neighbour {
        let reason = format!("it is named after `{}`", facts.members[other].name);
        let clause = if serves { Clause::ExtendsNeighbour } else { Clause::NamedAfterNeighbour };
        ledger.helper(clause, index, Role::Sidecar, None, reason);
    }
}

/// Returns true if software or an outright name makes a helper of a container, whatever stands beside it.
fn is_certain_helper(facts: &PodFacts<'_>, index: usize) -> Option<Role> {
    let member = &facts.members[index];
    let software = match member.kind() {
        Some(SoftwareKind::Ambassador) => Some(Role::Ambassador),
        Some(SoftwareKind::LeaderElection) => Some(Role::LeaderElection),
        Some(SoftwareKind::WorkQueue) => Some(Role::WorkQueue),
        _ => None,
    };
    software.or_else(|| facts.names[index].outright().map(|hint| hint.role))
}

/// A name is a weak hint: who connects to an ambassador or asks an elector is the one they are there for.
fn uses_helper(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let serves = |role| matches!(role, Role::Ambassador | Role::LeaderElection | Role::WorkQueue);
    let used = facts.links_from(index).find(|link| is_certain_helper(facts, link.to).is_some_and(serves));
    if let Some(link) = used {
        let reason = format!("it connects to `{}` ({})", facts.members[link.to].name, link.detail);
        ledger.claim(Clause::UsesHelper, index, Claim::Unknown, Because::of_link(link, reason));
    }
}

/// Claims that an agent is an application if a neighbour uses its API. Most agents only report on their neighbours.
fn answers_api(facts: &PodFacts<'_>, index: usize, ledger: &mut Ledger<'_>) {
    let image = knowledge::of_name(facts.members[index].image.base());
    let hints = [facts.names[index].hint.as_ref(), image.as_ref()];
    let agent =
        hints.into_iter().flatten().any(|hint| hint.function == Some(Function::TelemetryAgent) && !hint.outright);
    if let Some(link) = facts.links_to(index).find(|link| agent && facts.uses_api(link)) {
        let reason = format!("`{}` uses its API ({})", facts.members[link.from].name, link.detail);
        ledger.claim(Clause::AnswersApi, index, Claim::Unknown, Because::of_link(link, reason));
    }
}

/// Of two containers of one image or one server, the one whose name or setting says helper is it, whatever else is known
/// of it: `SENTINEL=true` makes a sentinel of Redis.
fn helper_twins(facts: &PodFacts<'_>, ledger: &mut Ledger<'_>) {
    let server = |&index: &usize| facts.members[index].kind().is_some_and(SoftwareKind::is_server);
    let servers: Vec<usize> = facts.running().filter(server).collect();
    let hint = |index: usize| {
        let set =
            || facts.members[index].variables.iter().find_map(|variable| knowledge::of_name(&one_word(variable)?));
        facts.names[index].hint.clone().or_else(set)
    };
    let hints: Vec<Option<Hint>> = servers.iter().map(|&index| hint(index)).collect();
    let unnamed: Vec<usize> =
        servers.iter().zip(&hints).filter(|(_, hint)| hint.is_none()).map(|(&index, _)| index).collect();
    for (&index, hint) in servers.iter().zip(&hints) {
        let member = &facts.members[index];
        let Some(hint) = hint else { continue };
        let twin = |&other: &usize| {
            let image = facts.image_of(index);
            image.is_some() && image == facts.image_of(other)
                || member.is_store() && one_software(member, &facts.members[other])
        };
        if unnamed.iter().any(twin) {
            let reason = match facts.names[index].hint {
                Some(_) => format!("its name, `{}`, suggests this role", member.name),
                None => "one of its variables says so".to_owned(),
            };
            ledger.helper(Clause::HelperTwin, index, hint.role, hint.function, reason);
        }
    }
}

/// Claims that words which the names of two containers of one image share make neither the other's helper.
fn shared_names(facts: &PodFacts<'_>, ledger: &mut Ledger<'_>) {
    let function = |index: usize| facts.names[index].hint.as_ref().map(|hint| hint.function);
    for one in facts.running().filter(|&index| function(index).is_some()) {
        let twin = |&other: &usize| function(one) == function(other);
        if let Some(other) = facts.of_same_image(one).find(twin) {
            let reason =
                format!("`{}` has the same image, and a name that suggests the same role", facts.members[other].name);
            ledger.claim(Clause::SharedName, one, Claim::Unknown, reason);
        }
    }
}

/// Returns true if two containers run the same software, or both what nobody knows.
fn one_software(one: &Member, other: &Member) -> bool {
    one.software().map(|software| &software.id) == other.software().map(|software| &software.id)
}

/// Returns true if the name of an object is that of an image with some of its words left out: `ui-exporter` of the image
/// `ui-prometheus-exporter`.
fn shortens(object: &str, image: &str) -> bool {
    let (object, image) = (knowledge::words(object), knowledge::words(image));
    object.len() > 1 && object.last() == image.last() && object.iter().all(|word| image.contains(word))
}

/// Returns the name of a variable that is one word in small letters.
fn one_word(variable: &str) -> Option<String> {
    variable.bytes().all(|byte| byte.is_ascii_alphabetic()).then(|| variable.to_lowercase())
}
