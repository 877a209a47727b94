//! Reasons for which a file of the catalogue cannot be used.

use std::fmt::Display;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, SourceCode};

use crate::files::FileError;
use crate::source::{Source, Span};
use crate::yaml;

/// A catalogue file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A file could not be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file is no catalogue entry: everything that is wrong with it, which is something.
    #[error("{}", in_one_line(.0))]
    Broken(Vec<EntryMistake>),
}

/// One mistake in the file of an entry.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("`{name}` is not a catalogue entry: {what}")]
pub struct EntryMistake {
    /// The file.
    pub name: String,
    /// The mistake.
    pub what: String,
    /// The help: one clause that says what would be right.
    #[help]
    pub help: String,
    /// The text.
    #[source_code]
    pub text: miette::NamedSource<Arc<Source>>,
    /// The place.
    #[label("here")]
    pub span: miette::SourceSpan,
}

impl EntryMistake {
    pub(crate) fn new(source: &Arc<Source>, what: String, span: Span) -> Self {
        let text = miette::NamedSource::new(source.name(), Arc::clone(source));
        let help = "`podpat patterns new NAME` writes an entry that works; docs/own-entries.md lists the fields";
        Self { name: source.name().to_owned(), what, help: help.to_owned(), text, span: span.into() }
    }

    pub(super) fn of_problem(source: &Arc<Source>, problem: &yaml::Problem) -> Self {
        Self { help: problem.help(), ..Self::new(source, problem.message(), problem.span) }
    }

    /// The text that it is about and where in it.
    pub fn place(&self) -> (&Source, Span) {
        (self.text.inner(), Span::new(self.span.offset(), self.span.offset() + self.span.len()))
    }

    /// The same mistake, in a file of another name.
    pub(crate) fn in_file(self, name: &str) -> Self {
        let text = miette::NamedSource::new(name, Arc::clone(self.text.inner()));
        Self { name: name.to_owned(), text, ..self }
    }
}

impl CatalogueError {
    /// Returns what is shown of it: each mistake by itself.
    pub fn told(&self) -> Vec<&dyn Diagnostic> {
        match self {
            Self::File(error) => vec![error],
            Self::Broken(mistakes) => mistakes.iter().map(|mistake| mistake as &dyn Diagnostic).collect(),
        }
    }
}

/// In one piece, an error shows the place of its first mistake.
impl Diagnostic for CatalogueError {
    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.told().first()?.help()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.told().first()?.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.told().first()?.labels()
    }
}

fn in_one_line(mistakes: &[EntryMistake]) -> String {
    match mistakes {
        [] => String::new(),
        [only] => only.to_string(),
        [first, others @ ..] => format!("{first}, and {} more", others.len()),
    }
}
