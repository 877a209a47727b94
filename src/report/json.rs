//! The contract for scripts: one object, version 1. Fields may be added, never changed.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::item::{Item, Summary};
use crate::lint::{Finding, KnownFinding, Results};
use crate::terminal::json;

#[derive(Serialize)]
struct Document<'a, F> {
    version: u32,
    summary: Summary,
    findings: F,
    #[serde(flatten)]
    left_out: Option<LeftOut<'a>>,
}

/// The findings that were left out.
#[derive(Serialize)]
struct LeftOut<'a> {
    baseline: Option<Baseline<'a>>,
    since: Option<Since<'a>>,
}

/// The findings that a baseline knows, and those of it that are gone.
#[derive(Serialize)]
struct Baseline<'a> {
    known: usize,
    gone: &'a [KnownFinding],
}

/// The findings on lines that did not change.
#[derive(Serialize)]
struct Since<'a> {
    commit: &'a str,
    hidden: usize,
}

/// Written one by one: a report of many findings is never whole in memory.
struct Findings<'a>(&'a [Finding]);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Item::from))
    }
}

pub(super) fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let count = |severity| results.count(severity);
    let summary = Summary::new(results.files.len(), results.objects, count);
    let baseline = results.baseline.as_ref();
    let baseline = baseline.map(|against| Baseline { known: against.known, gone: &against.gone });
    let since = results.since.as_ref().map(|since| Since { commit: &since.commit, hidden: since.hidden });
    let left_out = Some(LeftOut { baseline, since });
    json::write(&Document { version: 1, summary, findings: Findings(&results.findings), left_out }, out)?;
    writeln!(out)
}

/// Writes the document of a summary and findings.
pub(super) fn write_document(summary: Summary, findings: impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    json::write(&Document { version: 1, summary, findings, left_out: None }, out)?;
    writeln!(out)
}
