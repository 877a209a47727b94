//! The severity from which on a run fails.

use std::fmt;
use std::str::FromStr;

use crate::lint::Severity;

/// The severity from which on findings make the run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// This severity and those above it.
    At(Severity),
    /// None: findings are shown and the run is clean.
    Never,
}

impl Threshold {
    /// The words users write.
    pub const WORDS: [&'static str; 4] = ["error", "warning", "info", "never"];

    /// Returns true if a finding of this severity makes the run fail.
    pub fn is_met_by(self, severity: Severity) -> bool {
        match self {
            Self::At(least) => severity >= least,
            Self::Never => false,
        }
    }
}

impl Default for Threshold {
    fn default() -> Self {
        Self::At(Severity::Warning)
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(severity) => severity.fmt(f),
            Self::Never => f.pad("never"),
        }
    }
}

impl FromStr for Threshold {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        if word == "never" {
            return Ok(Self::Never);
        }
        word.parse()
            .map(Self::At)
            .map_err(|_| format!("`{word}` is not a severity; write `error`, `warning`, `info` or `never`"))
    }
}
