//! Mistakes in a description, told with the place underlined.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, Severity, SourceCode};

use crate::pattern::description::spanned_value::Place;
use crate::source::{Source, Span};

/// One mistake in a description, a flag or a catalogue entry, or advice about it.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    message: String,
    help: Option<String>,
    text: NamedSource<Arc<Source>>,
    label: LabeledSpan,
    severity: Severity,
    template: Option<TemplateFault>,
}

/// A mistake in a template of a catalogue entry.
#[derive(Clone, Debug)]
pub struct TemplateFault {
    /// The mistake.
    pub what: String,
    /// The line it is in.
    pub at: TemplateLine,
}

/// A line of a template.
#[derive(Clone, Debug)]
pub struct TemplateLine {
    /// The text of the whole template.
    pub template: String,
    /// The number of the line, from 1 on.
    pub line: usize,
}

impl TemplateLine {
    /// Returns the text of the line.
    pub fn text(&self) -> &str {
        self.template.lines().nth(self.line.saturating_sub(1)).unwrap_or_default()
    }
}

impl Diagnostic for Problem {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.text.inner().text().is_empty()).then_some(&self.text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(self.label.clone())))
    }
}

impl Problem {
    /// Returns the text that it is about and where in it; nothing where it is about none.
    pub fn place(&self) -> Option<(&Source, Span)> {
        let source = self.text.inner();
        let start = self.label.offset();
        (!source.text().is_empty()).then(|| (&**source, Span::new(start, start + self.label.len())))
    }

    /// Returns the mistake in a template of an entry that it is about, if any.
    pub const fn template(&self) -> Option<&TemplateFault> {
        self.template.as_ref()
    }

    /// The message, without the place.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// Something podpat generated is wrong, and nothing the user wrote is the cause.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("podpat generated something wrong: {what}")]
#[diagnostic(help("this is a mistake of podpat itself; please report it with the description"))]
pub(crate) struct Bug {
    pub(crate) what: String,
}

impl Bug {
    /// A template that does not render.
    pub(crate) fn template(error: minijinja::Error) -> Self {
        Self { what: format!("{error:#}") }
    }

    pub(crate) fn of(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}

/// Everything that is wrong with a description; never empty.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{}", .0.iter().map(Problem::message).collect::<Vec<_>>().join("\n"))]
pub struct Mistakes(pub Vec<Problem>);

/// The mistakes found so far. Reading goes on after each, so that a user hears of all of them at once; of those of one
/// kind, which have the same words, the first hundred are kept and the rest counted.
#[derive(Debug, Default)]
pub struct Problems {
    listed: Vec<Problem>,
    of_kind: HashMap<String, usize>,
    unlisted: usize,
}

/// The most mistakes of one kind that are listed.
const LISTED: usize = 100;

impl Problems {
    /// Adds a mistake: what is wrong, what stands under the underline, and what would be right.
    pub fn add(
        &mut self,
        place: &Place,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<Option<String>>,
    ) {
        let label = label.into();
        if self.has_room(label.clone()) {
            self.list(place, message.into(), label, help.into());
        }
    }

    /// Adds a mistake whose message says of which kind it is; the underlined value itself stands under the underline.
    pub fn add_of_kind(&mut self, place: &Place, message: String, label: String, help: impl Into<Option<String>>) {
        if self.has_room(message.clone()) {
            self.list(place, message, label, help.into());
        }
    }

    /// Adds a mistake in an entry that the description asks for at a place.
    pub(crate) fn add_of_template(
        &mut self,
        place: &Place,
        message: String,
        help: String,
        template: Option<TemplateFault>,
    ) {
        self.add(place, message, "asked for here", help);
        if let Some(listed) = self.listed.last_mut() {
            listed.template = template;
        }
    }

    /// Counts a mistake of a kind, and returns whether it is listed.
    fn has_room(&mut self, kind: String) -> bool {
        let count = self.of_kind.entry(kind).or_default();
        *count += 1;
        let has_room = *count <= LISTED;
        self.unlisted += usize::from(!has_room);
        has_room
    }

    fn list(&mut self, place: &Place, message: String, label: String, help: Option<String>) {
        let text = NamedSource::new(shown_name(place.source.name()), Arc::clone(&place.source));
        let label = LabeledSpan::new_primary_with_span(Some(label), place.span);
        let severity = Severity::Error;
        self.listed.push(Problem { message, help, text, label, severity, template: None });
    }

    /// Counts a mistake like those that are listed.
    pub fn add_unlisted(&mut self) {
        self.unlisted += 1;
    }

    /// Returns true if nothing is wrong so far.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// Returns how many mistakes there are.
    pub fn len(&self) -> usize {
        self.listed.len() + self.unlisted
    }

    /// The same as mere advice.
    pub fn into_advice(self) -> Vec<Problem> {
        let mut advice = self.into_list();
        for problem in &mut advice {
            problem.severity = Severity::Warning;
        }
        advice
    }

    /// The mistakes, the last of which says how many are not listed.
    fn into_list(mut self) -> Vec<Problem> {
        if self.unlisted > 0 {
            let message = format!("{} more like these are not listed", self.unlisted);
            let text = NamedSource::new("", Arc::new(Source::new("", "")));
            let label = LabeledSpan::new_primary_with_span(None, Span::default());
            self.listed.push(Problem { message, help: None, text, label, severity: Severity::Error, template: None });
        }
        self.listed
    }

    /// Ends with the mistakes, of which there has to be one.
    pub fn or_bug<T>(self) -> miette::Result<T> {
        self.or(())?;
        Err(Bug::of("reading stopped without a reason").into())
    }

    /// Goes on with `value` when nothing is wrong.
    pub fn or<T>(self, value: T) -> miette::Result<T> {
        if self.is_empty() { Ok(value) } else { Err(Mistakes(self.into_list()).into()) }
    }
}

/// Standard input has no name that people would recognise.
fn shown_name(name: &str) -> &str {
    if name == "-" { "<stdin>" } else { name }
}
