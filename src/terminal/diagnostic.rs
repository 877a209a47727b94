//! Errors, warnings and findings as people are shown them: miette draws, and what it draws was made visible before.

use std::error::Error;
use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode, ThemeCharacters, ThemeStyles,
};
use textwrap::{WordSeparator, WordSplitter};

use super::style::Style;
use super::text::Text;
use super::visible::visible;
use super::window::Windows;

/// Returns a diagnostic with its source underlined, its causes, its help, and what is related to it.
pub fn drawn(diagnostic: &dyn Diagnostic, style: Style) -> Text {
    let mut text = String::new();
    // Drawing into memory fails only where a place cannot be read, and those were left out.
    if handler(style).render_report(&mut text, &Safe::of(diagnostic)).is_err() {
        text = format!("{}\n", visible(&diagnostic.to_string()));
    }
    Text::drawn(text)
}

/// Returns the drawer of diagnostics. Words are whole, so that addresses and names can be copied.
fn handler(style: Style) -> GraphicalReportHandler {
    let styles = if style.colour { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles };
    GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_context_lines(1)
        .with_links(false)
        .with_word_separator(WordSeparator::AsciiSpace)
        .with_word_splitter(WordSplitter::NoHyphenation)
        .with_break_words(false)
}

/// A copy of a diagnostic in which everything is visible.
#[derive(Debug)]
struct Safe {
    message: String,
    code: Option<String>,
    severity: Option<Severity>,
    help: Option<String>,
    source: Windows,
    labels: Vec<LabeledSpan>,
    related: Vec<Safe>,
    cause: Option<Box<Safe>>,
}

impl Safe {
    fn of(diagnostic: &dyn Diagnostic) -> Self {
        let labels: Vec<LabeledSpan> = diagnostic.labels().into_iter().flatten().collect();
        let (source, labels) = match diagnostic.source_code() {
            Some(code) if !labels.is_empty() => Windows::of(code, labels),
            _ => (Windows::default(), Vec::new()),
        };
        let line = |text: &dyn fmt::Display| visible(&text.to_string()).into_owned();
        let cause = diagnostic.diagnostic_source().map(Self::of);
        Self {
            message: line(&diagnostic),
            code: diagnostic.code().map(|code| line(&code)),
            severity: diagnostic.severity(),
            help: diagnostic.help().map(|help| line(&help)),
            source,
            labels,
            related: diagnostic.related().into_iter().flatten().map(Self::of).collect(),
            cause: cause.or_else(|| diagnostic.source().map(Self::caused)).map(Box::new),
        }
    }

    fn caused(error: &dyn Error) -> Self {
        Self {
            message: visible(&error.to_string()).into_owned(),
            code: None,
            severity: None,
            help: None,
            source: Windows::default(),
            labels: Vec::new(),
            related: Vec::new(),
            cause: error.source().map(Self::caused).map(Box::new),
        }
    }
}

impl fmt::Display for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Safe {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}

impl Diagnostic for Safe {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<Severity> {
        self.severity
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.labels.is_empty()).then_some(&self.source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = _>>)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        let related = self.related.iter().map(|related| related as &dyn Diagnostic);
        (!self.related.is_empty()).then(|| Box::new(related) as Box<dyn Iterator<Item = _>>)
    }

    fn diagnostic_source(&self) -> Option<&dyn Diagnostic> {
        self.cause.as_deref().map(|cause| cause as &dyn Diagnostic)
    }
}
