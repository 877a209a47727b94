//! The contract for scripts: one object, version 1. Fields may be added, never changed.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::object::Object;
use crate::lint::{Finding, Place, Related, Results, Severity};
use crate::source;
use crate::terminal::json;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    summary: Summary,
    findings: Findings<'a>,
}

/// Written one by one: a report of many findings is never whole in memory.
struct Findings<'a>(&'a [Finding]);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Item::from))
    }
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    objects: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
}

#[derive(Serialize)]
struct Item<'a> {
    rule: &'a str,
    category: &'a str,
    severity: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    file: &'a str,
    document: usize,
    object: Option<Object<'a>>,
    path: String,
    span: Span,
    related: Vec<Beside<'a>>,
    fix: Option<()>,
}

#[derive(Serialize)]
struct Beside<'a> {
    message: &'a str,
    file: &'a str,
    path: String,
    span: Span,
}

#[derive(Serialize)]
struct Span {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
    offset: usize,
}

impl From<source::Position> for Position {
    fn from(at: source::Position) -> Self {
        Self { line: at.line, column: at.column, offset: at.offset }
    }
}

impl From<&Place> for Span {
    fn from(place: &Place) -> Self {
        Self { start: place.start().into(), end: place.end().into() }
    }
}

impl<'a> From<&'a Related> for Beside<'a> {
    fn from(related: &'a Related) -> Self {
        let Place { source, path, .. } = &related.place;
        let span = Span::from(&related.place);
        Self { message: &related.message, file: source.name(), path: path.to_string(), span }
    }
}

impl<'a> From<&'a Finding> for Item<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            rule: finding.rule.id,
            category: finding.rule.category.as_str(),
            severity: finding.severity.as_str(),
            message: &finding.message,
            help: finding.help.as_deref(),
            file: finding.place.source.name(),
            document: finding.document,
            object: finding.object.as_deref().map(Object::from),
            path: finding.place.path.to_string(),
            span: Span::from(&finding.place),
            related: finding.related.iter().map(Beside::from).collect(),
            fix: None,
        }
    }
}

pub(super) fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let summary = Summary {
        files: results.files.len(),
        objects: results.objects,
        errors: results.count(Severity::Error),
        warnings: results.count(Severity::Warning),
        infos: results.count(Severity::Info),
    };
    let document = Document { version: 1, summary, findings: Findings(&results.findings) };
    json::write(&document, out)?;
    writeln!(out)
}
