//! For people: each finding with the source it is about underlined, what belongs to it labelled, and one closing line.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity as Level, SourceCode, ThemeCharacters,
    ThemeStyles,
};
use textwrap::{WordSeparator, WordSplitter};

use super::excerpt::{Excerpts, printable};
use super::format::Style;
use crate::lint::{Finding, Place, Related, Results, Severity};

pub(super) fn write(results: &Results, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let handler = handler(style);
    for findings in results.findings.chunk_by(|a, b| same_file(a, &b.place)) {
        let excerpts = Excerpts::new(&findings[0].place.source);
        for finding in findings {
            writeln!(out, "{}", drawn(&handler, finding, &excerpts).map_err(io::Error::other)?)?;
        }
    }
    writeln!(out, "{}", closing(results))
}

/// One finding: its own place first, with what is near it labelled, then what belongs to it elsewhere, then the help.
fn drawn(handler: &GraphicalReportHandler, finding: &Finding, excerpts: &Excerpts<'_>) -> Result<String, fmt::Error> {
    let (near, far): (Vec<_>, Vec<_>) = finding.related.iter().partition(|related| is_near(finding, &related.place));
    let mut text = String::new();
    let help = finding.help.as_deref();
    handler.render_report(&mut text, &Shown { finding, excerpts, near, help: help.filter(|_| far.is_empty()) })?;
    for (at, related) in far.iter().enumerate() {
        let is_last = at + 1 == far.len();
        let other = (!same_file(finding, &related.place)).then(|| Excerpts::new(&related.place.source));
        let excerpts = other.as_ref().unwrap_or(excerpts);
        handler.render_report(&mut text, &Elsewhere { related, excerpts, help: help.filter(|_| is_last) })?;
    }
    Ok(text)
}

/// Lines between two places that are shown in one piece.
const NEAR: usize = 3;

fn same_file(finding: &Finding, other: &Place) -> bool {
    Arc::ptr_eq(&finding.place.source, &other.source)
}

fn is_near(finding: &Finding, other: &Place) -> bool {
    same_file(finding, other) && finding.place.start().line.abs_diff(other.start().line) <= NEAR
}

fn handler(style: Style) -> GraphicalReportHandler {
    let styles = if style.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(style.width).with_context_lines(1);
    // Words are whole, so that addresses and names can be copied.
    let words = handler.with_word_separator(WordSeparator::AsciiSpace);
    words.with_word_splitter(WordSplitter::NoHyphenation).with_break_words(false)
}

/// What was checked and what came of it.
fn closing(results: &Results) -> String {
    let unknown = match results.unknown {
        0 => String::new(),
        count => format!(" ({count} of unknown kind, not judged)"),
    };
    let checked = format!("{} in {}{unknown}", plural(results.objects, "object"), plural(results.files.len(), "file"));
    let counts: Vec<String> = Severity::ALL
        .into_iter()
        .rev()
        .map(|severity| (results.count(severity), severity.as_str()))
        .filter(|&(count, _)| count > 0)
        .map(|(count, word)| plural(count, word))
        .collect();
    if counts.is_empty() { format!("{checked}, nothing found") } else { format!("{checked}: {}", counts.join(", ")) }
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// A finding in the shape miette draws.
#[derive(Debug)]
struct Shown<'a> {
    finding: &'a Finding,
    excerpts: &'a Excerpts<'a>,
    near: Vec<&'a Related>,
    help: Option<&'a str>,
}

fn label(excerpts: &Excerpts<'_>, place: &Place, text: Option<&str>, primary: bool) -> LabeledSpan {
    let span = excerpts.first_line(place.span);
    let text = text.map(|text| printable(text).into_owned());
    if primary { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.finding.message))
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.finding.rule.id))
    }

    fn severity(&self) -> Option<Level> {
        Some(match self.finding.severity {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warning,
            Severity::Info => Level::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(printable(self.help?)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.excerpts)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let primary = label(self.excerpts, &self.finding.place, None, true);
        let near = self.near.iter().map(|related| label(self.excerpts, &related.place, Some(&related.message), false));
        Some(Box::new(std::iter::once(primary).chain(near)))
    }
}

/// A related place in another file, or far from the finding.
#[derive(Debug)]
struct Elsewhere<'a> {
    related: &'a Related,
    excerpts: &'a Excerpts<'a>,
    help: Option<&'a str>,
}

impl fmt::Display for Elsewhere<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.related.message))
    }
}

impl std::error::Error for Elsewhere<'_> {}

impl Diagnostic for Elsewhere<'_> {
    fn severity(&self) -> Option<Level> {
        Some(Level::Advice)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(printable(self.help?)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.excerpts)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(label(self.excerpts, &self.related.place, None, true))))
    }
}
