//! For people: each finding with the source it is about underlined, what belongs to it labelled, and one closing line.

use std::fmt;
use std::io;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, Severity as Level, SourceCode};

use super::totals;
use crate::lint::{Finding, Place, Related, Results, Severity};
use crate::terminal::{Output, Paint, Style, Text, drawn, shown};

pub(super) fn write(results: &Results, out: &mut Output<'_>) -> io::Result<()> {
    let style = out.style();
    for finding in &results.findings {
        let has_no_lines = results.is_cluster || finding.is_rendered;
        let text = if has_no_lines { of_object(finding, style) } else { whole(finding, style) };
        out.show(shown!("{}\n", text))?;
    }
    out.show(closing(results, style))
}

/// One finding: its own place first, with what is near it labelled, then what belongs to it elsewhere, then the help.
fn whole(finding: &Finding, style: Style) -> Text {
    let (near, far): (Vec<_>, Vec<_>) = finding.related.iter().partition(|related| is_near(finding, &related.place));
    let help = finding.help.as_deref();
    let mut text = drawn(&Shown { finding, near, help: help.filter(|_| far.is_empty()) }, style);
    for (at, related) in far.iter().enumerate() {
        let is_last = at + 1 == far.len();
        text += drawn(&Elsewhere { related, help: help.filter(|_| is_last) }, style);
    }
    text
}

/// One finding of an object in a cluster, or in what was rendered: its places are said in words.
fn of_object(finding: &Finding, style: Style) -> Text {
    let mut text = drawn(&InCluster(finding), style);
    if let Some(object) = &finding.object {
        text += shown!("  in {} {}\n", object.to_string(), finding.place.path.to_string());
    }
    if finding.is_rendered {
        text += shown!("  as rendered from {}\n", finding.place.source.name());
    }
    for related in &finding.related {
        text += shown!("  {}: {}\n", related.message, related.place.path.to_string());
    }
    text
}

/// Lines between two places that are shown in one piece.
const NEAR: usize = 3;

fn is_near(finding: &Finding, other: &Place) -> bool {
    Arc::ptr_eq(&finding.place.source, &other.source) && finding.place.start().line.abs_diff(other.start().line) <= NEAR
}

/// Returns what was checked and what came of it.
fn closing(results: &Results, style: Style) -> Text {
    let (checked, hidden) = (totals::checked(results), totals::hidden(results));
    let (text, paint) = match totals::found(results) {
        None => (shown!("{}, nothing found{}", checked, hidden), Paint::Plain),
        Some(found) => (shown!("{}: {}{}", checked, found, hidden), Paint::Bold),
    };
    shown!("{}\n", style.paint(paint, text))
}

fn level(finding: &Finding) -> Level {
    match finding.severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Info => Level::Advice,
    }
}

/// A finding in the shape miette draws.
#[derive(Debug)]
struct Shown<'a> {
    finding: &'a Finding,
    near: Vec<&'a Related>,
    help: Option<&'a str>,
}

fn label(place: &Place, text: Option<&str>, primary: bool) -> LabeledSpan {
    let (span, text) = (place.span, text.map(str::to_owned));
    if primary { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.finding.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.finding.rule.id))
    }

    fn severity(&self) -> Option<Level> {
        Some(level(self.finding))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.help?))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&*self.finding.place.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let primary = label(&self.finding.place, None, true);
        let near = self.near.iter().map(|related| label(&related.place, Some(&related.message), false));
        Some(Box::new(std::iter::once(primary).chain(near)))
    }
}

/// A finding without a text that could be shown.
#[derive(Debug)]
struct InCluster<'a>(&'a Finding);

impl fmt::Display for InCluster<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for InCluster<'_> {}

impl Diagnostic for InCluster<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.0.rule.id))
    }

    fn severity(&self) -> Option<Level> {
        Some(level(self.0))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.0.help.as_deref()?))
    }
}

/// A related place in another file, or far from the finding.
#[derive(Debug)]
struct Elsewhere<'a> {
    related: &'a Related,
    help: Option<&'a str>,
}

impl fmt::Display for Elsewhere<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.related.message)
    }
}

impl std::error::Error for Elsewhere<'_> {}

impl Diagnostic for Elsewhere<'_> {
    fn severity(&self) -> Option<Level> {
        Some(Level::Advice)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.help?))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&*self.related.place.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(label(&self.related.place, None, true))))
    }
}
