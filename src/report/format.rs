//! The formats by name, and the door to all of them.

use std::fmt;
use std::io;
use std::str::FromStr;

use super::contents::Report;
use super::{github, gitlab, html, human, json, junit, markdown, sarif, short};
use crate::terminal::Output;

/// A form of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: the source underlined.
    Human,
    /// One line a finding.
    Short,
    /// The stable contract for scripts.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, which GitHub shows beside the lines.
    Github,
    /// The code quality report of GitLab.
    Gitlab,
    /// JUnit XML, which every CI server reads.
    Junit,
    /// Markdown for job summaries and comments, with pictures of Pods.
    Markdown,
    /// One self-contained page with pictures of Pods.
    Html,
}

impl Format {
    /// Every format, in the order help shows them.
    pub const ALL: [Self; 9] = [
        Self::Human,
        Self::Short,
        Self::Json,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Markdown,
        Self::Html,
    ];

    /// The word users write.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Short => "short",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// Returns true if findings are shown with their fixes.
    pub const fn shows_fixes(self) -> bool {
        matches!(self, Self::Json | Self::Sarif) || self.shows_pods()
    }

    /// Returns true if the Pods that findings are about are shown.
    pub const fn shows_pods(self) -> bool {
        matches!(self, Self::Markdown | Self::Html)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|format| format.as_str() == word);
        known.ok_or_else(|| format!("`{word}` is not a format"))
    }
}

/// Writes a report in the form wanted. Only forms for people heed the style of the output.
pub fn write(format: Format, report: &Report<'_>, out: &mut Output<'_>) -> io::Result<()> {
    let results = report.results;
    match format {
        Format::Human => human::write(results, out),
        Format::Short => short::write(results, out),
        Format::Json => json::write(results, &mut out.encoded()),
        Format::Sarif => sarif::write(results, &mut out.encoded()),
        Format::Github => github::write(results, &mut out.encoded()),
        Format::Gitlab => gitlab::write(results, &mut out.encoded()),
        Format::Junit => junit::write(results, report.fails, &mut out.encoded()),
        Format::Markdown => markdown::write(report, &mut out.encoded()),
        Format::Html => html::lint::write(report, &mut out.encoded()),
    }
}
