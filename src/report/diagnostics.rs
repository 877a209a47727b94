//! Mistakes in a description or a catalogue entry, in the form that findings of lint have in JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use super::item::{Item, Span, Summary};
use super::json;
use crate::catalogue::EntryMistake;
use crate::lint::Severity;
use crate::pattern::Problem;
use crate::source::{self, Source};
use crate::yaml;

/// The rule and the category of what is about a description.
const DESCRIPTION: &str = "description";

/// The rule and the category of what is about a catalogue entry.
const ENTRY: &str = "entry";

/// Errors, advice and notes of one run.
#[derive(Debug, Default)]
pub struct Diagnostics {
    findings: Vec<Item<'static>>,
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
            Some(miette::Severity::Warning) => Severity::Warning,
            Some(miette::Severity::Advice) => Severity::Info,
            _ => Severity::Error,
        };
        let help = miette::Diagnostic::help(problem).map(|help| help.to_string());
        self.add(DESCRIPTION, severity, problem.message(), help, problem.place());
    }

    /// Adds a fault of a catalogue entry.
    pub fn add_fault(&mut self, message: &str, help: Option<String>, source: &Source, span: source::Span) {
        self.add(ENTRY, Severity::Error, message, help, Some((source, span)));
    }

    /// Adds a mistake for which a file is no catalogue entry.
    pub fn add_mistake(&mut self, mistake: &EntryMistake) {
        let help = miette::Diagnostic::help(mistake).map(|help| help.to_string());
        let (source, span) = mistake.place();
        self.add_fault(&mistake.to_string(), help, source, span);
    }

    /// Adds a sentence about no place in particular.
    pub fn add_plain(&mut self, severity: Severity, message: &str, help: Option<String>) {
        self.add(DESCRIPTION, severity, message, help, None);
    }

    fn add(
        &mut self,
        rule: &'static str,
        severity: Severity,
        message: &str,
        help: Option<String>,
        place: Option<(&Source, source::Span)>,
    ) {
        let document = place.map_or(0, |(source, span)| self.document(source, span));
        self.findings.push(Item {
            rule,
            category: rule,
            severity,
            message: Cow::Owned(message.to_owned()),
            help: help.map(Cow::Owned),
            file: place.map(|(source, _)| Cow::Owned(source.name().to_owned())),
            document,
            object: None,
            path: String::new(),
            span: place.map(|(source, span)| Span::of(source, span)),
            related: Vec::new(),
            fix: None,
            rendered: false,
        });
    }

    /// The number of the document that a place is in, from 0.
    fn document(&mut self, source: &Source, span: source::Span) -> usize {
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
        let count = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        json::write_document(Summary::new(self.files, self.objects, count), &self.findings, out)
    }
}
