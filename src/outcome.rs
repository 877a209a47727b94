//! The exit codes, and nothing else knows the numbers.

use std::process::ExitCode;

/// The end of a verb that could do its job. A verb that could not returns an error instead, and the process ends
/// with [`FAILED`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings at or above the threshold.
    Findings,
}

/// The exit code of a verb that could not do its job: bad flags, unreadable files, a bad description.
pub const FAILED: u8 = 2;

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => Self::SUCCESS,
            Outcome::Findings => Self::from(1),
        }
    }
}
