//! Mistakes in a configuration, shown where they stand.

use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

use crate::source::{Source, Span};

/// One mistake in a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The place.
    pub span: Span,
    /// The fault.
    pub message: String,
    /// The help: what would be right.
    pub help: String,
}

/// A configuration or baseline that cannot be used, with its first hundred mistakes.
#[derive(Debug)]
pub struct ConfigError {
    what: &'static str,
    name: String,
    mistakes: Vec<Shown>,
    is_cut: bool,
}

/// The most mistakes that are listed.
pub(super) const LISTED: usize = 100;

#[derive(Debug)]
struct Shown {
    mistake: Mistake,
    source: NamedSource<Arc<Source>>,
}

impl ConfigError {
    /// `what` is the kind of file.
    pub(super) fn new(what: &'static str, source: &Arc<Source>, mut mistakes: Vec<Mistake>) -> Self {
        let is_cut = mistakes.len() > LISTED;
        mistakes.truncate(LISTED);
        let shown = |mistake| Shown { mistake, source: NamedSource::new(source.name(), Arc::clone(source)) };
        Self { what, name: source.name().to_owned(), mistakes: mistakes.into_iter().map(shown).collect(), is_cut }
    }

    /// Returns the mistakes as they are told, in the order of the file, and that there are more.
    pub fn told(&self) -> impl Iterator<Item = &dyn Diagnostic> {
        let mistakes = self.mistakes.iter().map(|shown| shown as &dyn Diagnostic);
        mistakes.chain(self.is_cut.then_some(self as &dyn Diagnostic))
    }

    /// The mistakes, in the order of the file.
    pub fn mistakes(&self) -> impl Iterator<Item = &Mistake> {
        self.mistakes.iter().map(|shown| &shown.mistake)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} `{}` cannot be used", self.what, self.name)?;
        if self.is_cut { write!(f, "; these are its first {LISTED} mistakes") } else { Ok(()) }
    }
}

impl std::error::Error for ConfigError {}

impl Diagnostic for ConfigError {}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.mistake.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.mistake.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::new_primary_with_span(None, self.mistake.span))))
    }
}
