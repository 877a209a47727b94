//! One simple command of a script or a command line, and the program that really runs in it.

/// How a simple command is joined to the next one.
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

/// One simple command of a script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Program and arguments, unquoted; variables stay as written.
    pub words: Vec<String>,
    /// Files that `>` and `>>` write.
    pub writes: Vec<String>,
    /// Files that `<` reads.
    pub reads: Vec<String>,
    /// Whether it stands in a loop that no condition ends.
    pub endless: bool,
    /// Whether it is the condition of `until`, `while` or `if`.
    pub condition: bool,
    /// How it is joined to the next command.
    pub joint: Option<Joint>,
}

impl Step {
    /// The program's name without its folder; wrappers such as `exec` and `timeout 5` are looked through.
    pub fn program(&self) -> &str {
        let word = unwrapped(&self.words).first().map_or("", String::as_str);
        word.rsplit('/').next().unwrap_or_default()
    }

    /// The words after the program.
    pub fn arguments(&self) -> &[String] {
        unwrapped(&self.words).get(1..).unwrap_or_default()
    }
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
