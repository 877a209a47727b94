//! Promises that an entry breaks, with the place in its file.

use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

use crate::catalogue;
use crate::pattern::TemplateFault;
use crate::source::{Source, Span};

/// One thing that is wrong with an entry.
#[derive(Debug)]
pub struct Failure {
    message: String,
    help: String,
    /// The first case in which it showed, and in how many others.
    seen: String,
    others: usize,
    source: NamedSource<Arc<Source>>,
    span: Span,
}

impl Failure {
    /// Returns the message, without the place.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns what to do about it.
    pub fn advice(&self) -> &str {
        &self.help
    }

    /// Returns the text of the entry, and the place in it.
    pub fn place(&self) -> (&Source, Span) {
        (self.source.inner(), self.span)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl Diagnostic for Failure {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.is_empty()).then_some(Box::new(&self.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = match self.others {
            0 => self.seen.clone(),
            1 => format!("{}, and in one more case", self.seen),
            others => format!("{}, and in {others} more cases", self.seen),
        };
        Some(Box::new(std::iter::once(LabeledSpan::new_primary_with_span(Some(label), self.span))))
    }
}

/// The failures of one entry so far: each once, however many cases show it.
#[derive(Debug)]
pub(super) struct Failures {
    source: Arc<Source>,
    found: Vec<Failure>,
}

impl Failures {
    pub(super) const fn of(source: Arc<Source>) -> Self {
        Self { source, found: Vec::new() }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Adds a failure: the case it showed in, the steps to the place in the entry, the fault, and what to do.
    pub(super) fn add(&mut self, seen: &str, steps: &[&str], message: String, help: &str) {
        let steps: Vec<String> = steps.iter().map(|&step| step.to_owned()).collect();
        let span = catalogue::locate(&self.source, &steps);
        self.add_at(seen, span, message, help);
    }

    /// Adds a mistake in a template: the case it showed in, and the template.
    pub(super) fn add_in_template(&mut self, seen: &str, fault: &TemplateFault) {
        let span = catalogue::locate_template(&self.source, &fault.at.template, fault.at.line);
        let help = "docs/own-entries.md lists the values and filters of templates";
        self.add_at(seen, span.unwrap_or_default(), fault.what.clone(), help);
    }

    fn add_at(&mut self, seen: &str, span: Span, message: String, help: &str) {
        let same = |failure: &&mut Failure| failure.message == message && failure.span == span;
        if let Some(failure) = self.found.iter_mut().find(same) {
            failure.others += 1;
            return;
        }
        let (seen, help) = (seen.to_owned(), help.to_owned());
        let source = NamedSource::new(self.source.name(), Arc::clone(&self.source));
        self.found.push(Failure { message, help, seen, others: 0, source, span });
    }

    /// Returns the failures in the order of the file.
    pub(super) fn into_sorted(mut self) -> Vec<Failure> {
        self.found.sort_by_key(|failure| failure.span.start);
        self.found
    }
}
