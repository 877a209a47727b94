//! The contract for scripts: one object, version 1. Fields may be added, never changed.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::item::{Item, Summary};
use crate::lint::{Finding, Results};
use crate::terminal::json;

#[derive(Serialize)]
struct Document<F> {
    version: u32,
    summary: Summary,
    findings: F,
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
    write_document(summary, Findings(&results.findings), out)
}

/// Writes the document of a summary and findings.
pub(super) fn write_document(summary: Summary, findings: impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    json::write(&Document { version: 1, summary, findings }, out)?;
    writeln!(out)
}
