//! Running a program that renders, within bounds of time and output.

use std::io;
use std::process::Command;
use std::time::{Duration, Instant};

use super::error::RenderError;
use crate::files::Size;
use crate::programs::{self, Bounds, Failure};

/// The longest time that a program may take.
const LONGEST: Duration = Duration::from_mins(1);

/// Runs a program and returns what it prints; messages call it by `name`, which is the command as one would type it.
/// `None` where there is no such program.
pub(super) fn output(command: &mut Command, name: &str) -> Result<Option<Vec<u8>>, RenderError> {
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

/// Returns what a program says of its failure, without its prefix.
fn reason(words: &str) -> String {
    let words = words.trim_start_matches("error: ").trim_start_matches("Error: ");
    if words.is_empty() { "it did not say why".to_owned() } else { words.to_owned() }
}
