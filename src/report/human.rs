//! For people: each finding with the source it is about underlined, what belongs to it labelled, and one closing line.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity as Level, SourceCode, ThemeCharacters,
    ThemeStyles,
};

use super::excerpt::{Excerpts, printable};
use super::format::Style;
use crate::lint::{Finding, Place, Related, Results, Severity};
use crate::source::Source;

pub(super) fn write(results: &Results, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let handler = handler(style);
    let same_file = |a: &Finding, b: &Finding| Arc::ptr_eq(&a.place.source, &b.place.source);
    for findings in results.findings.chunk_by(same_file) {
        let excerpts = Excerpts::new(&findings[0].place.source);
        for finding in findings {
            let mut text = String::new();
            handler.render_report(&mut text, &Shown::new(finding, &excerpts)).map_err(io::Error::other)?;
            writeln!(out, "{text}")?;
        }
    }
    writeln!(out, "{}", closing(results))
}

fn handler(style: Style) -> GraphicalReportHandler {
    let styles = if style.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles };
    GraphicalReportHandler::new_themed(theme).with_width(style.width).with_context_lines(1)
}

/// What was checked and what came of it.
fn closing(results: &Results) -> String {
    let checked = format!("{} in {}", plural(results.objects, "object"), plural(results.files.len(), "file"));
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
    elsewhere: Vec<Elsewhere<'a>>,
}

impl<'a> Shown<'a> {
    fn new(finding: &'a Finding, excerpts: &'a Excerpts<'a>) -> Self {
        let far = finding.related.iter().filter(|related| !is_beside(finding, &related.place.source));
        let elsewhere = far.map(|related| Elsewhere { related, excerpts: Excerpts::new(&related.place.source) });
        Self { finding, excerpts, elsewhere: elsewhere.collect() }
    }
}

fn is_beside(finding: &Finding, source: &Arc<Source>) -> bool {
    Arc::ptr_eq(&finding.place.source, source)
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
        let help = self.finding.help.as_ref()?;
        Some(Box::new(printable(help)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.excerpts)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let primary = label(self.excerpts, &self.finding.place, None, true);
        let beside = self.finding.related.iter().filter(|related| is_beside(self.finding, &related.place.source));
        let beside = beside.map(|related| label(self.excerpts, &related.place, Some(&related.message), false));
        Some(Box::new(std::iter::once(primary).chain(beside)))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.elsewhere.iter().map(|elsewhere| elsewhere as &dyn Diagnostic)))
    }
}

/// A related place in another file.
#[derive(Debug)]
struct Elsewhere<'a> {
    related: &'a Related,
    excerpts: Excerpts<'a>,
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

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpts)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(label(&self.excerpts, &self.related.place, None, true))))
    }
}
