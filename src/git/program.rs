//! Running `git` without letting the user's settings or a hook's environment change what it prints.

use std::ffi::OsStr;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use super::error::GitError;
use crate::programs::Running;

/// The folder of a repository, in which `git` runs.
#[derive(Clone, Copy)]
pub(super) struct Git<'a> {
    pub(super) root: &'a Path,
}

/// Variables of hooks and users that lead `git` to another repository, or change the form of a patch.
const REMOVED: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_TRACE"];

/// The end of a run: what was printed where it succeeded.
pub(super) enum Ended {
    Well(Vec<u8>),
    Badly(String),
}

impl Git<'_> {
    /// Runs a command to its end.
    pub(super) fn run<A: AsRef<OsStr>>(self, args: impl IntoIterator<Item = A>) -> Result<Ended, GitError> {
        let mut bytes = Vec::new();
        let mut read = |out: &mut dyn Read| out.read_to_end(&mut bytes).map(drop);
        Ok(match self.stream(args, &mut read)? {
            None => Ended::Well(bytes),
            Some(words) => Ended::Badly(words),
        })
    }

    /// Runs a command and hands what it prints to a reader as it comes. Returns the program's words if it fails.
    pub(super) fn stream<A: AsRef<OsStr>>(
        self,
        args: impl IntoIterator<Item = A>,
        read: &mut dyn FnMut(&mut dyn Read) -> std::io::Result<()>,
    ) -> Result<Option<String>, GitError> {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.root).args(["-c", "core.quotePath=false", "-c", "core.fsmonitor=false"]).args(args);
        for variable in REMOVED {
            command.env_remove(variable);
        }
        command.env("LC_ALL", "C");
        let no_program = |error: std::io::Error| GitError::NoProgram(error.to_string());
        let mut running = Running::start(&mut command).map_err(no_program)?;
        read(&mut running).map_err(no_program)?;
        Ok(running.end().map_err(no_program)?.map(|words| reason(&words)))
    }

    /// The name of the folder in messages.
    pub(super) fn name(self) -> String {
        self.root.display().to_string()
    }
}

/// Returns the line that tells why git failed.
fn reason(words: &str) -> String {
    let fatal = words.lines().find_map(|line| line.strip_prefix("fatal: "));
    fatal.or(words.lines().next()).unwrap_or_default().to_owned()
}
