//! The lifetime of a container: it runs until it is stopped, ends by itself, or cannot be told; and whether it only
//! waits.

use k8s_openapi::api::core::v1 as core;

use super::command::Command;
use super::program;
use super::settings::Settings;
use super::step::{Joint, Step};
use crate::composition::Image;
use crate::composition::knowledge::{self, Software, SoftwareKind, WordList};

/// The lifetime of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until it is stopped, and why.
    Endless(String),
    /// It ends by itself, and why.
    Finite(String),
    /// That cannot be told from the manifest.
    Unknown,
}

impl Lifetime {
    /// Returns true if it surely runs until it is stopped.
    pub const fn is_endless(&self) -> bool {
        matches!(self, Self::Endless(_))
    }

    /// Returns true if it surely ends by itself.
    pub const fn is_finite(&self) -> bool {
        matches!(self, Self::Finite(_))
    }

    /// Returns that of a container whose image has no program for the argument it is given.
    fn cannot_run(word: &str) -> Self {
        Self::Finite(format!("its image has no program that could take `{word}`"))
    }
}

/// The ways in which a container does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    /// It sleeps: a shell to look in with.
    Sleeps,
    /// It goes round and round, or prints and ends: a stand-in.
    Loops,
    /// A system image with nothing to run: it ends at once.
    NothingToRun,
}

/// Judges how long a container runs, and whether it does nothing.
pub(crate) fn of(
    command: &Command,
    settings: &Settings<'_>,
    software: Option<&Software>,
    image: &Image,
    image_software: Option<&Software>,
    spec: &core::Container,
) -> (Lifetime, Option<Idle>) {
    // Nothing ends either of them, so that what reads its input waits.
    let terminal = spec.stdin == Some(true) || spec.tty == Some(true);
    match lost_argument(command, image, image_software) {
        Some(word) => (Lifetime::cannot_run(word), Some(Idle::NothingToRun)),
        None => (lifetime(command, settings, software, terminal), idle(command, image_software)),
    }
}

/// Judges how long a container runs.
fn lifetime(command: &Command, settings: &Settings<'_>, software: Option<&Software>, terminal: bool) -> Lifetime {
    if let Some(software) = software
        && is_one_shot(software, command, settings)
    {
        return Lifetime::Finite(format!("{} is configured to do its work once", software.id));
    }
    if software.is_some_and(|software| does_something_else(command, software)) {
        return Lifetime::Unknown;
    }
    if command.steps.is_empty() {
        return of_image(command, software, terminal);
    }
    let leaves = command.steps.iter().any(leaves);
    let in_front = |step: &&Step| step.joint != Some(Joint::Background);
    if let Some(step) = command.steps.iter().filter(in_front).find(|step| waits_for_ever(step)) {
        return Lifetime::Endless(format!("`{}` never returns", shown(step)));
    }
    if let Some(step) = waited_for(&command.steps).filter(|_| !leaves) {
        return Lifetime::Endless(format!("it waits for `{}`, which never returns", shown(step)));
    }
    if let Some(step) = command.steps.iter().find(|step| step.endless) {
        return if leaves {
            Lifetime::Unknown
        } else {
            Lifetime::Endless(format!("its loop around `{}` never ends", shown(step)))
        };
    }
    of_last_step(command, software, terminal, leaves)
}

/// Judges by what runs last in the foreground.
fn of_last_step(command: &Command, software: Option<&Software>, terminal: bool, leaves: bool) -> Lifetime {
    let is_last = |step: &&Step| !step.is_condition() && !step.substituted;
    let Some(last) = command.steps.iter().rev().find(is_last) else { return Lifetime::Unknown };
    let own = |software: &&Software| !command.is_script && software.has_program(last.program());
    if let Some(software) = last_software(last).or(software.filter(own))
        && last.joint != Some(Joint::Background)
    {
        let arguments = last.invoked().map_or(&[][..], |(_, arguments)| arguments);
        let asks = command.is_script && has_other_verb(arguments, software);
        let is_stopped = last.words.iter().any(|word| word.rsplit('/').next() == Some("timeout"));
        return match software.endless() {
            Some(true) if is_stopped || asks => Lifetime::Unknown,
            Some(true) if !leaves => Lifetime::Endless(format!("{} runs until it is stopped", software.id)),
            Some(false) => Lifetime::Finite(format!("{} ends when its work is done", software.id)),
            _ => Lifetime::Unknown,
        };
    }
    if terminal && reads_input(last) && command.steps.iter().all(|step| step.joint != Some(Joint::Pipe)) {
        return Lifetime::Endless(format!("`{}` waits at a terminal", shown(last)));
    }
    let ends = |step: &Step| {
        let plain = matches!(step.program(), "set" | "export" | "cd" | "exit" | "trap");
        plain || program::ends(step.program()) && !listens(step)
    };
    if command.steps.iter().all(|step| ends(step) || step.words.is_empty()) {
        return Lifetime::Finite(format!("`{}` ends by itself", shown(last)));
    }
    Lifetime::Unknown
}

/// Returns true if a program reads its standard input to the end, as `cat` and shells do without a file.
fn reads_input(step: &Step) -> bool {
    let is_reader = matches!(step.program(), "cat" | "sh" | "bash" | "ash" | "dash" | "zsh");
    is_reader && step.arguments().iter().all(|word| word.starts_with('-') && !word.starts_with("--"))
}

fn of_image(command: &Command, software: Option<&Software>, terminal: bool) -> Lifetime {
    let Some(software) = software else { return Lifetime::Unknown };
    if command.script_file.is_some() {
        return Lifetime::Unknown;
    }
    match (software.endless(), software.kind) {
        (Some(true), _) => Lifetime::Endless(format!("{} runs until it is stopped", software.id)),
        (Some(false), _) => Lifetime::Finite(format!("{} ends when its work is done", software.id)),
        (None, SoftwareKind::Shell) if terminal => Lifetime::Endless("its shell waits at a terminal".to_owned()),
        (None, SoftwareKind::Shell) if command.words.is_empty() => {
            Lifetime::Finite("its image has nothing to run".to_owned())
        }
        _ => Lifetime::Unknown,
    }
}

/// The first argument, where it goes to a system image that has no entry point: it is run as a program then, and no
/// program is called `-c` or `--target=db`.
fn lost_argument<'c>(command: &'c Command, image: &Image, ships: Option<&Software>) -> Option<&'c str> {
    let bare = ships.is_some_and(|software| software.kind == SoftwareKind::Shell) && image.is_official();
    let first = command.words.first().filter(|word| word.starts_with('-') && !command.replaces_entrypoint())?;
    // Of all of them bash alone has one.
    (bare && image.base() != "bash").then_some(first)
}

fn is_one_shot(software: &Software, command: &Command, settings: &Settings<'_>) -> bool {
    let options = command.options();
    let given = options.iter().any(|option| {
        software.one_shot.iter().any(|wanted| match wanted.split_once('=') {
            Some((name, value)) => name == option.name && option.value == Some(value),
            None => wanted == option.name && option.value != Some("false"),
        })
    });
    given
        || software.one_shot_env.iter().any(|wanted| match wanted.split_once('=') {
            Some((name, value)) => settings.value(name) == Some(value),
            None => settings.value(wanted).is_some_and(|value| !matches!(value, "" | "false" | "0")),
        })
}

/// Returns true if a program that otherwise serves is asked for one piece of work, or for what nobody knows: `contour
/// bootstrap`, `calico-node -init`, `argocd admin redis-initial-password`.
fn does_something_else(command: &Command, software: &Software) -> bool {
    let words = match &*command.steps {
        [] => command.words.as_slice(),
        [step] if !command.is_script => step.arguments(),
        _ => return false,
    };
    if has_other_verb(words, software) {
        return true;
    }
    let subcommands = words.iter().take_while(|word| !word.starts_with('-')).map(String::as_str);
    let switches = words.iter().filter(|word| word.starts_with('-')).map(|word| word.trim_start_matches('-'));
    subcommands.chain(switches).any(|word| WordList::Work.holds(word))
}

/// Returns true if the first of some arguments is a verb with which the program does not serve: `vault write`.
fn has_other_verb(words: &[String], software: &Software) -> bool {
    // An entry point may be given the program before the verb: `airflow db check-migrations`.
    let is_own = words.len() > 1 && words.first().is_some_and(|word| software.has_program(word));
    let verb = words.get(usize::from(is_own));
    let is_verb = |word: &&String| word.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    let verb = verb.filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase())).filter(is_verb);
    verb.is_some_and(|word| !WordList::Serving.holds(word) && !software.has_program(word))
}

/// `exit 0`, `break` and `return`: ways out of a loop that look like success.
fn leaves(step: &Step) -> bool {
    match step.words.first().map(String::as_str) {
        Some("break" | "return") => true,
        Some("exit") => step.words.get(1).is_none_or(|code| code == "0" || code.starts_with('$')),
        _ => false,
    }
}

/// Returns the command that a script waits for at its end: `tail -F x & wait`, where nothing else runs in the
/// background.
fn waited_for(steps: &[Step]) -> Option<&Step> {
    let (last, before) = steps.split_last().filter(|(last, _)| last.program() == "wait")?;
    let mut behind = before.iter().filter(|step| step.joint == Some(Joint::Background));
    let first = behind.next().filter(|step| waits_for_ever(step) && last.joint != Some(Joint::Background));
    first.filter(|_| behind.all(waits_for_ever))
}

/// Returns true if a command does nothing but wait until it is stopped: `sleep infinity`, `tail -f /dev/null`, `pause`.
pub(in crate::composition) fn only_waits(step: &Step) -> bool {
    match step.program() {
        "sleep" => step.endless || waits_for_ever(step),
        "tail" => waits_for_ever(step) && step.arguments().iter().any(|file| file == "/dev/null"),
        "pause" => true,
        _ => false,
    }
}

fn waits_for_ever(step: &Step) -> bool {
    let arguments = step.arguments();
    let follows = |word: &String| {
        word.starts_with('-') && !word.starts_with("--") && word.contains(['f', 'F']) || word == "--follow"
    };
    match step.program() {
        "sleep" => {
            arguments.first().is_some_and(|time| matches!(time.as_str(), "infinity" | "inf" | "+inf" | "Infinity"))
        }
        "tail" => arguments.iter().any(follows),
        "watch" | "pause" | "yes" => true,
        "ping" => !has_letter(step, 'c') && !has_letter(step, 'w'),
        "dd" => {
            let is_endless = |word: &String| matches!(word.as_str(), "if=/dev/zero" | "if=/dev/urandom");
            let to_nowhere = arguments.iter().any(|word| word == "of=/dev/null");
            let ends = arguments.iter().any(|word| word.starts_with("count="));
            arguments.iter().any(is_endless) && to_nowhere && !ends
        }
        "nc" | "ncat" | "netcat" => listens(step) && has_letter(step, 'k'),
        "iperf" | "iperf3" => {
            let has = |option: &str| arguments.iter().any(|word| word == option);
            (has("-s") || has("--server")) && !has("-1") && !has("--one-off")
        }
        _ => false,
    }
}

/// Returns true if netcat waits for somebody to connect; with `-k` it does so time and again.
fn listens(step: &Step) -> bool {
    matches!(step.program(), "nc" | "ncat" | "netcat") && has_letter(step, 'l')
}

fn has_letter(step: &Step, letter: char) -> bool {
    step.arguments().iter().any(|word| word.starts_with('-') && !word.starts_with("--") && word.contains(letter))
}

/// Returns the software of a step's program.
pub(crate) fn last_software(step: &Step) -> Option<&'static Software> {
    let (program, arguments) = step.invoked()?;
    let argument = arguments.iter().find(|word| !word.starts_with('-')).map(String::as_str);
    knowledge::of_program(program, argument)
}

fn shown(step: &Step) -> String {
    let text = step.words.iter().take(4).cloned().collect::<Vec<_>>().join(" ");
    let mut short: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Returns true if a container does nothing, and how.
fn idle(command: &Command, software: Option<&Software>) -> Option<Idle> {
    if command.steps.is_empty() {
        return match software.map(|software| software.kind) {
            Some(SoftwareKind::Shell) if software.is_some_and(|software| software.endless() == Some(true)) => {
                Some(Idle::Sleeps)
            }
            Some(SoftwareKind::Shell) if command.words.is_empty() => Some(Idle::NothingToRun),
            _ => None,
        };
    }
    let inert = |step: &Step| {
        let program = step.program();
        let to_nowhere = step.writes.iter().all(|file| file.starts_with("/dev/") || file.starts_with("/tmp/"));
        let follows_nothing = program != "tail" || step.arguments().iter().any(|file| file == "/dev/null");
        let plain = program::is_inert(program) || program.is_empty() || program.contains('=');
        plain && to_nowhere && follows_nothing
    };
    if !command.steps.iter().all(inert) {
        return None;
    }
    let loops = command.steps.iter().any(|step| step.endless);
    let sleeps = command.steps.iter().any(|step| matches!(step.program(), "sleep" | "tail" | "pause" | "wait"));
    if sleeps && !loops { Some(Idle::Sleeps) } else { Some(Idle::Loops) }
}
