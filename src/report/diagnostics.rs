//! What is wrong with a description, in the form that findings of lint have in JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::pattern::Problem;
use crate::source::{Position, Source, Span};
use crate::terminal;
use crate::yaml;

/// Errors, advice and notes of one run.
#[derive(Debug, Default)]
pub struct Diagnostics {
    findings: Vec<Json>,
    files: usize,
    objects: usize,
    /// The beginnings of the documents of a text, by the name of the text.
    documents: BTreeMap<String, Vec<usize>>,
}

impl Diagnostics {
    /// Says how much was read and made.
    pub const fn count(&mut self, files: usize, objects: usize) {
        self.files = files;
        self.objects = objects;
    }

    /// Adds a mistake in a description, or advice about it.
    pub fn add_problem(&mut self, problem: &Problem) {
        let severity = match miette::Diagnostic::severity(problem) {
            Some(miette::Severity::Warning) => "warning",
            Some(miette::Severity::Advice) => "info",
            _ => "error",
        };
        let help = miette::Diagnostic::help(problem).map(|help| help.to_string());
        self.add(severity, problem.message(), help, problem.place());
    }

    /// Adds a sentence about no place in particular: an `error` or an `info`.
    pub fn add_plain(&mut self, severity: &'static str, message: &str, help: Option<String>) {
        self.add(severity, message, help, None);
    }

    fn add(&mut self, severity: &str, message: &str, help: Option<String>, place: Option<(&Source, Span)>) {
        let document = place.map_or(0, |(source, span)| self.document(source, span));
        let span = place.map(|(source, span)| {
            json!({"start": position(source.position(span.start)), "end": position(source.position(span.end))})
        });
        self.findings.push(json!({
            "rule": "description", "category": "description", "severity": severity, "message": message, "help": help,
            "file": place.map(|(source, _)| source.name()), "document": document, "object": null, "path": "",
            "span": span, "related": [], "fix": null,
        }));
    }

    /// The number of the document that a place is in, from 0.
    fn document(&mut self, source: &Source, span: Span) -> usize {
        let starts = self.documents.entry(source.name().to_owned()).or_insert_with(|| {
            let copy = Arc::new(Source::new(source.name(), source.text()));
            yaml::parse(&copy).documents.iter().map(|document| document.span.start).collect()
        });
        starts.iter().filter(|start| **start <= span.start).count().saturating_sub(1)
    }

    /// Writes all of it as one object.
    ///
    /// # Errors
    /// Where the writer refuses.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let count = |severity: &str| self.findings.iter().filter(|finding| finding["severity"] == severity).count();
        let summary = json!({"files": self.files, "objects": self.objects, "errors": count("error"),
            "warnings": count("warning"), "infos": count("info")});
        terminal::json::write(&json!({"version": 1, "summary": summary, "findings": self.findings}), out)?;
        writeln!(out)
    }
}

fn position(at: Position) -> Json {
    json!({"line": at.line, "column": at.column, "offset": at.offset})
}
