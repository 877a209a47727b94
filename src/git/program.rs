//! Running `git` without letting the user's settings or a hook's environment change what it prints.

use std::ffi::OsStr;
use std::io::{BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use super::error::GitError;

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
        command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let no_program = |error: std::io::Error| GitError::NoProgram(error.to_string());
        let mut child = command.spawn().map_err(no_program)?;
        let (out, err) = (child.stdout.take(), child.stderr.take());
        // Warnings may be many, and would be waited for.
        let (read, words) = thread::scope(|scope| {
            let words = scope.spawn(|| first_line(err));
            let read = out.map_or(Ok(()), |out| read(&mut BufReader::with_capacity(1 << 16, out)));
            (read, words.join().unwrap_or_default())
        });
        let status = child.wait().map_err(no_program)?;
        read.map_err(no_program)?;
        Ok((!status.success()).then_some(words))
    }

    /// The name of the folder in messages.
    pub(super) fn name(self) -> String {
        self.root.display().to_string()
    }
}

/// The first line that says something, of all that is read.
fn first_line(from: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        let mut from = BufReader::new(from);
        drop(from.by_ref().take(1 << 16).read_to_end(&mut bytes));
        drop(std::io::copy(&mut from, &mut std::io::sink()));
    }
    let text = String::from_utf8_lossy(&bytes);
    let fatal = text.lines().find_map(|line| line.strip_prefix("fatal: "));
    fatal.or(text.lines().next()).unwrap_or_default().to_owned()
}
