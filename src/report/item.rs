//! The parts of the contract for scripts: how a finding, a place and a summary stand in JSON, whichever verb says them.
//! Fields may be added, never changed.

use std::borrow::Cow;

use serde::Serialize;

use super::object::Object;
use crate::lint::{Finding, Fix, FixEdit, Place, Related, Severity};
use crate::source::{self, Source};

/// The numbers of a report.
#[derive(Debug, Default, Serialize)]
pub(super) struct Summary {
    pub(super) files: usize,
    pub(super) objects: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) infos: usize,
}

impl Summary {
    /// Returns the summary of so many files and objects, with the number of findings of each severity.
    pub(super) fn new(files: usize, objects: usize, count: impl Fn(Severity) -> usize) -> Self {
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        Self { files, objects, errors, warnings, infos: count(Severity::Info) }
    }
}

/// A finding.
#[derive(Debug, Serialize)]
pub(super) struct Item<'a> {
    pub(super) rule: &'a str,
    pub(super) category: &'a str,
    #[serde(serialize_with = "word")]
    pub(super) severity: Severity,
    pub(super) message: Cow<'a, str>,
    pub(super) help: Option<Cow<'a, str>>,
    /// `null` where the finding is about no text.
    pub(super) file: Option<Cow<'a, str>>,
    pub(super) document: usize,
    pub(super) object: Option<Object<'a>>,
    pub(super) path: String,
    pub(super) span: Option<Span>,
    pub(super) related: Vec<RelatedItem<'a>>,
    pub(super) fix: Option<FixItem<'a>>,
    /// True where the file is a kustomization or chart, and the place one of what was made of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) rendered: bool,
}

// serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn word<S: serde::Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(severity.as_str())
}

/// Another place that belongs to a finding.
#[derive(Debug, Serialize)]
pub(super) struct RelatedItem<'a> {
    message: &'a str,
    file: &'a str,
    path: String,
    span: Option<Span>,
}

/// The edits that take a finding away.
#[derive(Debug, Serialize)]
pub(super) struct FixItem<'a> {
    safe: bool,
    message: &'a str,
    edits: Vec<EditItem<'a>>,
}

/// Bytes of a file, and the text that is put in their place.
#[derive(Debug, Serialize)]
struct EditItem<'a> {
    file: &'a str,
    span: Span,
    text: &'a str,
}

impl<'a> From<&'a Fix> for FixItem<'a> {
    fn from(fix: &'a Fix) -> Self {
        let edit = |edit: &'a FixEdit| EditItem {
            file: edit.place.source.name(),
            span: Span::from(&edit.place),
            text: &edit.text,
        };
        Self { safe: fix.is_safe, message: &fix.message, edits: fix.edits.iter().map(edit).collect() }
    }
}

/// A place in a text.
#[derive(Debug, Serialize)]
pub(super) struct Span {
    start: Position,
    end: Position,
}

#[derive(Debug, Serialize)]
struct Position {
    line: usize,
    column: usize,
    offset: usize,
}

impl Span {
    /// Returns the place of some bytes of a text.
    pub(super) fn of(source: &Source, span: source::Span) -> Self {
        Self { start: source.position(span.start).into(), end: source.position(span.end).into() }
    }
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

impl<'a> RelatedItem<'a> {
    /// Returns a place that belongs to a finding; without lines where those are of no file.
    fn of(related: &'a Related, is_rendered: bool) -> Self {
        let Place { source, path, .. } = &related.place;
        let span = (!is_rendered).then(|| Span::from(&related.place));
        Self { message: &related.message, file: source.name(), path: path.to_string(), span }
    }
}

impl<'a> From<&'a Finding> for Item<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            rule: finding.rule.id,
            category: finding.rule.category.as_str(),
            severity: finding.severity,
            message: Cow::Borrowed(&finding.message),
            help: finding.help.as_deref().map(Cow::Borrowed),
            file: Some(Cow::Borrowed(finding.place.source.name())),
            document: finding.document,
            object: finding.object.as_deref().map(Object::from),
            path: finding.place.path.to_string(),
            span: (!finding.is_rendered).then(|| Span::from(&finding.place)),
            related: finding.related.iter().map(|it| RelatedItem::of(it, finding.is_rendered)).collect(),
            fix: finding.fix.as_ref().map(FixItem::from),
            rendered: finding.is_rendered,
        }
    }
}
