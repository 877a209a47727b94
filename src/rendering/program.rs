//! Running a program that renders, within bounds of time and output.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::error::RenderError;
use crate::files::Size;
use crate::programs::{self, Bounds, Failure};

/// The longest time that a program may take.
const LONGEST: Duration = Duration::from_mins(1);

/// The variables that name a proxy to programs, and those that name what no proxy is for.
const PROXIES: [&str; 6] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];
const DIRECT: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// A port of this machine that nobody listens on.
const NOBODY: &str = "http://127.0.0.1:1";

/// Runs a program and returns what it prints; messages call it by `name`, which is the command as one would type it.
/// `None` where there is no such program.
pub(super) fn output(command: &mut Command, name: &str) -> Result<Option<Vec<u8>>, RenderError> {
    // What the program would fetch was looked for before; packed charts may refer to more.
    command.envs(PROXIES.map(|name| (name, NOBODY)));
    for name in DIRECT {
        command.env_remove(name);
    }
    let bounds = Bounds { deadline: Instant::now() + LONGEST, output: Size::RENDERED.length(), is_passed: &|| false };
    let name = || name.to_owned();
    match programs::output(command, &bounds) {
        Ok(printed) => Ok(Some(printed)),
        Err(Failure::NotRun(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(Failure::NotRun(error)) => Err(RenderError::Refused(name(), error.to_string())),
        Err(Failure::TooSlow | Failure::Passed) => Err(RenderError::TooSlow(name(), LONGEST.as_secs())),
        Err(Failure::TooLarge) => Err(RenderError::TooLarge(name(), Size::RENDERED)),
        Err(Failure::Failed(words)) => Err(RenderError::Failed(name(), reason(&words))),
    }
}

/// Returns a folder as no program takes it for a flag.
pub(super) fn argument(folder: &Path) -> PathBuf {
    if folder.is_absolute() { folder.to_owned() } else { Path::new(".").join(folder) }
}

/// The words that programs put before the reason of a failure.
const PREFIXES: [&str; 2] = ["Error: ", "error: "];

/// Returns what a program says of its failure: the last error with what follows it in one line, without warnings before it.
fn reason(words: &str) -> String {
    let lines: Vec<&str> = words.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let without_prefix =
        |line: &'_ str| PREFIXES.iter().find_map(|prefix| line.strip_prefix(prefix).map(str::to_owned));
    let first = lines.iter().rposition(|line| without_prefix(line).is_some()).unwrap_or_default();
    let said: Vec<String> =
        lines.iter().skip(first).map(|line| without_prefix(line).unwrap_or_else(|| (*line).to_owned())).collect();
    if said.is_empty() { "it did not say why".to_owned() } else { said.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn the_reason_stands_behind_the_warnings() {
        assert_eq!(reason("Error: no such file"), "no such file");
        assert_eq!(
            reason("level=WARN msg=old\nError: values are wrong:\n- a is\n\n- b is\n"),
            "values are wrong: - a is - b is"
        );
        assert_eq!(reason("it broke\nbadly"), "it broke badly");
        assert_eq!(reason(" \n"), "it did not say why");
    }
}
