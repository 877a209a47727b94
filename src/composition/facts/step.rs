//! One simple command of a script or a command line, and the program that really runs in it.

use std::sync::OnceLock;

use crate::composition::knowledge::WordList;

/// The operator between a simple command and the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// `;`, a line break or the end.
    Then,
    /// `|`: the output goes to the next command.
    Pipe,
    /// `&&`.
    And,
    /// `||`.
    Or,
    /// `&`: runs beside what follows.
    Background,
}

/// A command whose success decides what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// It is asked, and what comes of it is taken.
    Asked,
    /// A loop goes on until it succeeds: `until nc -z db 5432`, `while ! nc -z db 5432`.
    Retried,
}

/// One simple command of a script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Program and arguments, unquoted; variables stay as written.
    pub words: Vec<String>,
    /// Files that `>` and `>>` write.
    pub writes: Vec<String>,
    /// Files that `<` reads.
    pub reads: Vec<String>,
    /// The text of its here-document.
    pub input: String,
    /// True if it stands in a loop that no condition ends.
    pub endless: bool,
    /// The condition that it is, of `until`, `while` or `if`.
    pub condition: Option<Condition>,
    /// True if its output takes a place in another command: `$( … )`.
    pub substituted: bool,
    /// The operator between it and the next command.
    pub joint: Option<Joint>,
    /// The place of the program among the words, once somebody asked.
    pub(super) program_at: OnceLock<usize>,
}

impl Step {
    /// Returns true if it is the condition of `until`, `while` or `if`.
    pub fn is_condition(&self) -> bool {
        self.condition.is_some()
    }

    /// The program's name without its folder; wrappers such as `exec` and `timeout 5` are looked through.
    pub fn program(&self) -> &str {
        self.unwrapped().first().map_or("", |word| base(word))
    }

    /// The words from the program that really runs.
    fn unwrapped(&self) -> &[String] {
        let at = self.program_at.get_or_init(|| self.words.len() - unwrapped(&self.words).len());
        self.words.get(*at..).unwrap_or_default()
    }

    /// Returns the program without its folder and its arguments; behind an interpreter, the module or script:
    /// `http.server` of `python3 -m http.server 80`. Nothing where an interpreter is given a text.
    pub fn invoked(&self) -> Option<(&str, &[String])> {
        let mut words = self.unwrapped();
        let is_interpreter = words.first().is_some_and(|word| WordList::Interpreters.holds(base(word)));
        if is_interpreter && words.len() > 1 {
            let script = words.iter().skip(1).position(|word| !word.starts_with('-')).map(|at| at + 1);
            let flags = &words[1..script.unwrap_or(words.len())];
            if !flags.iter().any(|flag| matches!(flag.as_str(), "-c" | "-e" | "-r" | "-S")) {
                words = &words[script.unwrap_or(0)..];
            }
        }
        words.split_first().map(|(program, arguments)| (base(program), arguments))
    }

    /// The words after the program.
    pub fn arguments(&self) -> &[String] {
        self.unwrapped().get(1..).unwrap_or_default()
    }
}

/// Returns the last part of a path.
fn base(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or_default()
}

/// The words from the program that really runs: without assignments, `exec`, `sudo`, `timeout 5`, `tini --` …
pub(crate) fn unwrapped(words: &[String]) -> &[String] {
    let mut rest = words;
    while let Some(first) = rest.first() {
        let name = first.rsplit('/').next().unwrap_or_default();
        let skip = match name {
            "exec" | "sudo" | "nohup" | "setsid" | "command" | "time" | "env" | "tini" | "dumb-init" | "catatonit"
            | "!" => 1,
            "hyperkube" if rest.get(1).is_some_and(|word| word == "kubectl") => 1,
            "timeout" | "gosu" | "su-exec" | "nice" | "chroot" | "setpriv" => {
                1 + usize::from(rest.get(1).is_some_and(|word| !word.starts_with('-')))
            }
            "wait-for" | "wait-for.sh" | "wait-for-it" | "wait-for-it.sh" | "dockerize" => {
                rest.iter().position(|word| word == "--").map_or(0, |end| end + 1)
            }
            "hyperkube" if rest.get(1).is_some_and(|word| word == "kubectl") => 1,
            "bundle" | "bin/bundle" if rest.get(1).is_some_and(|word| word == "exec") => 2,
            "poetry" | "pipenv" | "pdm" | "uv" if rest.get(1).is_some_and(|word| word == "run") => 2,
            "-" | "--" | "-s" | "-g" | "-e" if rest.len() < words.len() => 1,
            _ if is_assignment(first) => 1,
            _ => 0,
        };
        if skip == 0 || rest.len() <= skip {
            break;
        }
        rest = &rest[skip..];
    }
    rest
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}
