//! The command of a container: its command line with variables put in, and the commands of its script where it is one.

use std::borrow::Cow;
use std::sync::Arc;

use super::script::Script;
use super::step::{self, Condition, Joint, Step};
use super::{address, program};
use crate::composition::knowledge::WordList;
use crate::yaml::{FieldPath, Segment};

/// The command line of a container.
#[derive(Clone, Debug, Default)]
pub struct Command {
    /// `command` and `args` in one list, `$(VARIABLES)` with known values put in.
    pub words: Vec<String>,
    /// The number of words that come from `command`, which replaces the image's own entry point.
    from_entrypoint: usize,
    /// The simple commands it comes down to: those of the script, or the one command itself.
    /// Empty where only arguments for the image's own entry point are given, or nothing at all.
    pub steps: Arc<[Step]>,
    /// True if the steps come from a script.
    pub is_script: bool,
    /// The script's file where one is run by path: `sh /scripts/run.sh`.
    pub script_file: Option<String>,
    /// The script, where its text is known.
    script: Option<Arc<Script>>,
    /// The folder that relative paths begin at.
    pub working_dir: String,
}

impl Command {
    /// Reads the command line; `value_of` gives the values of environment variables that are known.
    pub fn read<'v>(
        command: &[String],
        args: &[String],
        working_dir: Option<&str>,
        value_of: impl Fn(&str) -> Option<&'v str>,
    ) -> Self {
        let mut room = EXPANSION;
        let words: Vec<String> = command.iter().chain(args).map(|word| expanded(word, &value_of, &mut room)).collect();
        let mut read = Self {
            from_entrypoint: command.len(),
            working_dir: working_dir.unwrap_or("/").to_owned(),
            ..Self::default()
        };
        // Arguments that begin with a program are what most entry points simply run.
        if read.replaces_entrypoint() || words.first().is_some_and(|word| is_program(word)) {
            match script(&words) {
                Some(Given::Text(text)) => read.set_script(Arc::new(Script::read(text))),
                Some(Given::File(file)) => {
                    read.script_file = Some(file.to_owned());
                    read.is_script = true;
                }
                None => {
                    let step = Step {
                        words: watched(&words).unwrap_or(&words).to_vec(),
                        joint: Some(Joint::Then),
                        endless: watched(&words).is_some(),
                        ..Step::default()
                    };
                    read.steps = Arc::new([step]);
                }
            }
        }
        read.words = words;
        read
    }

    /// Returns true if the manifest replaces the image's own entry point.
    pub fn replaces_entrypoint(&self) -> bool {
        self.from_entrypoint > 0
    }

    /// Takes a script: that of the command line, or that of the script file once it was found.
    pub fn set_script(&mut self, script: Arc<Script>) {
        self.steps = Arc::clone(&script.steps);
        self.script = Some(script);
        self.is_script = true;
    }

    /// Returns the script, where its text is known.
    pub fn script(&self) -> Option<&Script> {
        self.script.as_deref()
    }

    /// Returns the text of the script, or the words in one line.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.script {
            Some(script) if self.script_file.is_some() => Cow::Borrowed(&script.text),
            _ => Cow::Owned(self.words.join(" ")),
        }
    }

    /// The names of all programs it runs, in order.
    pub fn programs(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().map(Step::program).filter(|name| !name.is_empty())
    }

    /// Returns true if any step runs this program.
    pub fn runs(&self, program: &str) -> bool {
        self.programs().any(|name| name == program)
    }

    /// Returns the ports on the loopback interface that it tries until somebody answers, whatever happens in between.
    pub(crate) fn awaited(&self) -> Vec<u16> {
        let gives_up = |step: &Step| {
            matches!(step.program(), "exit" | "break" | "return")
                || step.words.first().is_some_and(|word| word == "timeout")
        };
        if self.steps.iter().any(gives_up) {
            return Vec::new();
        }
        let tried = self.steps.iter().filter(|step| {
            step.condition == Some(Condition::Retried) && !matches!(step.joint, Some(Joint::Or | Joint::Background))
        });
        tried.flat_map(|step| address::loopback(&step.words.join(" "))).filter_map(|found| found.port).collect()
    }

    /// The programs it starts side by side, more than one only where a script sends some to the background.
    pub fn side_by_side(&self) -> Vec<&str> {
        let is_function = |program: &str| self.script().is_some_and(|script| script.functions.contains(program));
        let lasting = |step: &&Step| {
            let program = step.program();
            !program.is_empty() && !program::is_plain(program) && !is_function(program)
        };
        let behind: Vec<&str> = self
            .steps
            .iter()
            .filter(|step| step.joint == Some(Joint::Background))
            .filter(lasting)
            .map(Step::program)
            .collect();
        let front = self.steps.iter().rev().find(|step| step.joint != Some(Joint::Background)).filter(lasting);
        match (behind.is_empty(), front) {
            (false, Some(front)) => behind.into_iter().chain([front.program()]).collect(),
            _ => behind,
        }
    }

    /// Returns the place of a word in the object, given the container's own place; words of a script have the script's.
    pub fn place_of(&self, at: usize, container: &FieldPath) -> FieldPath {
        let at = if self.is_script { self.words.len().saturating_sub(1) } else { at };
        let (list, index) = match at.checked_sub(self.from_entrypoint) {
            None => ("command", at),
            Some(index) => ("args", index),
        };
        container.clone().join(Segment::Field(list.into())).join(Segment::Index(index))
    }

    /// The options of every command: `--name=value`, `--name value`, `-n value`, in order.
    pub fn options(&self) -> Vec<Opt<'_>> {
        let lists: Vec<&[String]> = if self.is_script {
            self.steps.iter().map(|step| step.words.as_slice()).collect()
        } else {
            vec![self.words.as_slice()]
        };
        lists.into_iter().flat_map(options).collect()
    }

    /// Returns the names of the programs that its script sends signals to.
    pub fn signalled(&self) -> impl Iterator<Item = &str> {
        let finds = |step: &&Step| matches!(step.program(), "pkill" | "killall" | "pidof" | "pgrep");
        let steps = self.steps.iter().filter(finds);
        let names = steps.filter_map(|step| step.arguments().iter().rfind(|word| !word.starts_with(['-', '$'])));
        let within = self.steps.iter().flat_map(|step| &step.words).filter_map(|word| {
            let found = word.split_once("pidof ").or_else(|| word.split_once("pgrep "))?.1;
            let names = found.split(|c: char| !(c.is_alphanumeric() || "-_.".contains(c)));
            names.into_iter().find(|name| !name.is_empty() && !name.starts_with('-'))
        });
        names.map(|name| name.rsplit('/').next().unwrap_or(name)).chain(within)
    }

    /// Returns true if an option of one of these names is given.
    pub fn has_option(&self, names: &[impl AsRef<str>]) -> bool {
        self.options().iter().any(|option| names.iter().any(|name| name.as_ref() == option.name))
    }
}

/// One option of a command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opt<'a> {
    /// The name with its dashes: `--port`.
    pub name: &'a str,
    /// The value, from the same word or the next one; absent for a switch.
    pub value: Option<&'a str>,
    /// Its place among the words of its command.
    pub at: usize,
}

fn options(words: &[String]) -> Vec<Opt<'_>> {
    let mut options = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if !word.starts_with('-') || word.len() < 2 || word.contains(char::is_whitespace) && !word.contains('=') {
            // One word that holds a whole option, as in `args: ["--port 80"]`, is what people write by mistake.
            if let Some((name, value)) = word.split_once(' ').filter(|(name, _)| name.starts_with("--")) {
                options.push(Opt { name, value: Some(value.trim()), at });
            }
            continue;
        }
        let option = match word.split_once('=') {
            Some((name, value)) => Opt { name, value: Some(value), at },
            None => {
                let next = words.get(at + 1).filter(|next| !next.starts_with('-') || *next == "-");
                Opt { name: word, value: next.map(String::as_str), at }
            }
        };
        options.push(option);
    }
    options
}

/// The script that a command line gives to a shell.
enum Given<'w> {
    Text(&'w str),
    File(&'w str),
}

/// The script that a shell is given.
fn script(words: &[String]) -> Option<Given<'_>> {
    let words = step::unwrapped(words);
    let program = words.first()?.rsplit('/').next()?;
    if !WordList::Shells.holds(program) {
        return None;
    }
    let mut rest = words[1..].iter().skip(usize::from(program == "busybox"));
    let mut text = false;
    let argument = loop {
        let word = rest.next()?;
        match word.strip_prefix(['-', '+']) {
            Some("o") => {
                rest.next();
            }
            Some(letters) => text |= !letters.starts_with('-') && letters.contains('c'),
            None => break word,
        }
    };
    Some(if text { Given::Text(argument) } else { Given::File(argument) })
}

/// Returns true if the first argument is a program rather than an argument of the image's own.
fn is_program(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or_default();
    let settings = ["yml", "yaml", "json", "toml", "conf", "cfg", "ini", "hcl", "xml", "properties"];
    let is_settings = name.rsplit_once('.').is_some_and(|(_, end)| settings.contains(&end));
    word.starts_with('/') && !word.contains('=') && !is_settings
        || WordList::Shells.holds(name)
        || WordList::Familiar.holds(name)
}

/// Returns the command that `watch` repeats, if it has several words.
fn watched(words: &[String]) -> Option<&[String]> {
    let (_, rest) = words.split_first().filter(|(program, _)| *program == "watch")?;
    let mut from = 0;
    while let Some(option) = rest.get(from).filter(|word| word.starts_with('-')) {
        from += if matches!(option.as_str(), "-n" | "--interval") { 2 } else { 1 };
    }
    rest.get(from..).filter(|command| command.len() > 1)
}

/// So many bytes may come in by variables; a hostile manifest could make any number of them.
const EXPANSION: usize = 1 << 18;

/// Returns the word with the values of all `$(NAME)` put in whose value is known; `$$(NAME)` stays. As in Kubernetes, a
/// name reaches to the next bracket, and nothing within it is expanded. `room` is how many bytes may still come in.
pub(crate) fn expanded<'v>(word: &str, value_of: &impl Fn(&str) -> Option<&'v str>, room: &mut usize) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(at) = rest.find("$(") {
        let dollars = rest[..at].len() - rest[..at].trim_end_matches('$').len();
        let Some(end) = rest[at..].find(')').map(|len| at + len + 1) else { break };
        let value = if dollars.is_multiple_of(2) { value_of(&rest[at + 2..end - 1]) } else { None };
        match value.filter(|value| value.len() <= *room) {
            Some(value) => {
                *room -= value.len();
                out.push_str(&rest[..at]);
                out.push_str(value);
            }
            None => out.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(command: &[&str], args: &[&str]) -> Command {
        let own = |list: &[&str]| list.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        Command::read(&own(command), &own(args), None, |name| (name == "PORT").then_some("8080"))
    }

    #[test]
    fn scripts_and_plain_commands_are_told_apart() {
        assert_eq!(read(&["sh", "-c"], &["sleep 1; nginx"]).programs().collect::<Vec<_>>(), ["sleep", "nginx"]);
        assert_eq!(
            read(&["/bin/bash", "-ecx", "exec redis-server"], &[]).programs().collect::<Vec<_>>(),
            ["redis-server"]
        );
        assert_eq!(read(&[], &["/bin/sh", "-c", "tail -f x"]).programs().collect::<Vec<_>>(), ["tail"]);
        assert_eq!(read(&["sh", "/scripts/run.sh"], &[]).script_file.as_deref(), Some("/scripts/run.sh"));
        assert!(read(&[], &["--port=80"]).steps.is_empty(), "arguments alone do not say what runs");
        assert_eq!(read(&["/usr/bin/tini", "--", "mongod"], &[]).programs().collect::<Vec<_>>(), ["mongod"]);
    }

    #[test]
    fn options_come_in_every_form() {
        let command = read(&["x"], &["--addr=:$(PORT)", "-p", "8001", "--verbose", "--flag value", "$$(PORT)"]);
        let options: Vec<_> = command.options().into_iter().map(|option| (option.name, option.value)).collect();
        assert_eq!(
            options,
            [("--addr", Some(":8080")), ("-p", Some("8001")), ("--verbose", None), ("--flag", Some("value"))]
        );
        assert_eq!(command.words.last().map(String::as_str), Some("$$(PORT)"));
    }

    #[test]
    fn background_programs_are_counted_with_the_last_one() {
        assert_eq!(read(&["sh", "-c", "nginx & php-fpm"], &[]).side_by_side(), ["nginx", "php-fpm"]);
        assert!(read(&["sh", "-c", "nginx; sleep 5"], &[]).side_by_side().is_empty());
    }
}
