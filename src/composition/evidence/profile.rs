//! The facts about each container that clauses about pairs compare, worked out once for each: many containers make
//! many pairs.

use std::collections::HashMap;
use std::hash::Hash;

use crate::composition::command::Command;
use crate::composition::facts::naming::Names;
use crate::composition::facts::pod_facts::PodFacts;
use crate::composition::knowledge::{self, FunctionTrait, WordList};
use crate::composition::member::Member;
use crate::composition::port::{ListenPort, PortEvidence, Scope};

/// The facts about one container that pairs are compared by. Numbers stand for texts and lists: equal numbers mean
/// equal texts.
#[expect(clippy::struct_excessive_bools, reason = "each is seen by itself, and any of them may be")]
pub(super) struct Profile<'a> {
    pub(super) member: &'a Member,
    pub(super) names: &'a Names,
    /// The repository of its image; `None` where it names none.
    pub(super) image: Option<usize>,
    /// Its image as written.
    pub(super) reference: usize,
    /// The words of its image's name.
    pub(super) image_name: usize,
    /// The words of its own name but the numbers.
    pub(super) unnumbered: usize,
    /// Its command without the values in it, as a number and as words.
    pub(super) mode: usize,
    pub(super) told: Vec<&'a str>,
    /// The verb that its program is given.
    pub(super) verb: Option<&'a str>,
    /// True if it listens, and is told to do so on the loopback interface alone: for the containers of its Pod. By default
    /// many do, which says nothing.
    pub(super) listens_on_loopback: bool,
    /// The publisher of its image, where nobody knows the image and the container has its name.
    pub(super) own_program: Option<usize>,
    /// The names of its variables.
    pub(super) variables: usize,
    /// The volumes that carry data, and where it mounts them.
    pub(super) mounts: usize,
    pub(super) has_mounts: bool,
    /// True if it is known to serve, or to listen.
    pub(super) serves: bool,
    /// True if it surely listens.
    pub(super) listens: bool,
    /// True if Services lead to its ports.
    pub(super) is_served: bool,
    pub(super) runs_script: bool,
    /// True if it is told to do work of its own.
    pub(super) works_alone: bool,
    /// True if it sends load to its neighbours on purpose.
    pub(super) drives_load: bool,
    /// True if nothing is known of it but its name and an image that nobody knows.
    pub(super) is_blank: bool,
    /// True if it is given nothing but a name and an image, as in a patch of a manifest that stands elsewhere.
    pub(super) is_silent: bool,
    /// True if it could be a service. A script of plain tools is nobody's service, unless it serves or works on
    /// something far away.
    pub(super) stands_alone: bool,
    /// True if something is known of it but its name: its software, its ports, what it works on elsewhere.
    pub(super) shows_itself: bool,
}

/// Numbers for things that are only compared.
struct Numbers<K>(HashMap<K, usize>);

impl<K: Hash + Eq> Numbers<K> {
    fn of(&mut self, key: K) -> usize {
        let next = self.0.len();
        *self.0.entry(key).or_insert(next)
    }
}

impl<'a> Profile<'a> {
    /// Returns the profiles of some containers.
    pub(super) fn of(facts: &'a PodFacts<'_>, containers: &[usize]) -> Vec<Self> {
        let mut texts = Numbers(HashMap::new());
        let mut lists = Numbers(HashMap::new());
        let mut mounts: Numbers<Vec<(usize, &str)>> = Numbers(HashMap::new());
        let profiles = containers.iter().map(|&index| {
            let (member, names) = (&facts.members[index], &facts.names[index]);
            let text = |word: &'a String| word.as_str();
            let seen = Seen::of(member);
            let told = mode(&member.command);
            Self {
                image: facts.image_of(index),
                reference: texts.of(member.image.as_str()),
                image_name: lists.of(names.image.iter().map(text).collect()),
                unnumbered: lists.of(names
                    .words
                    .iter()
                    .map(|word| unnumbered(word))
                    .filter(|word| !word.is_empty())
                    .collect()),
                mode: lists.of(told.clone()),
                verb: verb(&member.command, &told),
                told,
                listens_on_loopback: !member.ports.is_empty() && member.ports.iter().all(is_told_loopback),
                own_program: publisher(member, names).map(|publisher| texts.of(publisher)),
                variables: lists.of(member.variables.iter().map(text).collect()),
                mounts: mounts.of(facts.data_mounts[index]
                    .iter()
                    .map(|(volume, mount)| (*volume, mount.path.as_str()))
                    .collect()),
                has_mounts: !facts.data_mounts[index].is_empty(),
                listens: member.ports.iter().any(|listen| !listen.ambiguous),
                is_served: member.listens_on_any(&facts.served),
                runs_script: member.runs_script(),
                works_alone: works_alone(member, names),
                drives_load: member.software().is_some_and(|known| known.function.has(FunctionTrait::DrivesLoad)),
                is_blank: seen.is_blank(member, names),
                is_silent: seen.is_silent(member),
                stands_alone: seen.stands_alone(member, names),
                shows_itself: seen.shows_itself(member, names),
                serves: seen.serves,
                member,
                names,
            }
        });
        profiles.collect()
    }
}

/// The features of a container that can be seen.
struct Seen {
    opens_ports: bool,
    serves: bool,
    works_elsewhere: bool,
}

impl Seen {
    fn of(member: &Member) -> Self {
        let opens_ports = !member.ports.is_empty();
        let server = member.software().is_some_and(|software| software.kind.is_server());
        let works_elsewhere = member.endpoints.iter().any(|target| !target.is_local());
        Self { opens_ports, serves: server || opens_ports, works_elsewhere }
    }

    fn is_blank(&self, member: &Member, names: &Names) -> bool {
        let silent = !self.opens_ports && member.endpoints.is_empty() && member.probed.is_empty();
        let untold = member.command.words.is_empty() && member.variables.is_empty();
        silent && untold && member.image_software().is_none() && names.software().is_none()
    }

    fn is_silent(&self, member: &Member) -> bool {
        !self.opens_ports && member.command.words.is_empty() && member.variables.is_empty()
    }

    fn stands_alone(&self, member: &Member, names: &Names) -> bool {
        let works = self.serves || names.keeps_data || self.works_elsewhere || !member.runs_system_programs();
        // An overlay or a template fills in the image of a container that is given all the rest.
        let is_left_out = member.image.as_str().is_empty() || member.image.as_str().contains('$');
        let given = !member.variables.is_empty() || names.says_application;
        let filled_in = is_left_out && self.opens_ports && given;
        works && (filled_in || !knowledge::is_placeholder(&member.image))
    }

    fn shows_itself(&self, member: &Member, names: &Names) -> bool {
        let known = member.software().is_some() || names.software().is_some();
        known || self.opens_ports || names.keeps_data || self.works_elsewhere
    }
}

/// Returns the publisher of a container's image, where nobody knows the image, and the container has its name, which says
/// nothing of a helper.
fn publisher<'m>(member: &'m Member, names: &Names) -> Option<&'m str> {
    let own = names.is_image_name() && names.hint.is_none() && member.image_software().is_none();
    let (publisher, _) = member.image.repository().rsplit_once('/').filter(|_| own)?;
    Some(publisher)
}

/// Returns true if a container is told that only its own Pod shall reach a port.
fn is_told_loopback(listen: &ListenPort) -> bool {
    listen.scope == Scope::Loopback && listen.evidence <= PortEvidence::File
}

/// Returns a word without the number at its end; a letter and a number are one name.
fn unnumbered(word: &str) -> &str {
    let rest = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if rest.len() == 1 { word } else { rest }
}

/// Returns true if a container is told to do work of its own, by its name or the first words of its command.
pub(in crate::composition) fn works_alone(member: &Member, names: &Names) -> bool {
    let arguments = member.command.words.iter().take(6).filter(|word| !word.contains(['/', ' ']));
    let told = arguments.flat_map(|word| knowledge::words(word)).any(|word| WordList::Works.holds(&word));
    told || names.says_work()
}

/// Returns a command line or script without the values in it: the programs, their subcommands and the names of their
/// options.
pub(in crate::composition) fn mode(command: &Command) -> Vec<&str> {
    if !command.is_script {
        return without_values(&command.words).collect();
    }
    let acts = command.steps.iter().filter(|step| !matches!(step.program(), "echo" | "printf"));
    acts.flat_map(|step| without_values(&step.words)).collect()
}

/// Returns the verb that a program is given: `worker` of `celery worker`, the module of `python app.py`.
fn verb<'a>(command: &Command, told: &[&'a str]) -> Option<&'a str> {
    let at = usize::from(command.replaces_entrypoint());
    told.get(at).copied().filter(|word| !command.is_script && !word.starts_with('-'))
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
