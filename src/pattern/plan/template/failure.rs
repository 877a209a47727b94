//! The reasons why a template of an entry cannot be filled.

use minijinja::Error;

use crate::pattern::plan::template::language::Refused;
use crate::pattern::problem::TemplateLine;

/// The reason why a template could not be filled.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A user's value cannot be written where it belongs: the value, and why.
    #[error("{why}")]
    Value {
        /// The value as it would have been written.
        value: String,
        /// A clause that says what stands in the way.
        why: String,
    },
    /// A user's value holds what a program that reads it would put something else in the place of.
    #[error("{by} would replace `{mark}` with something else")]
    Expanded {
        /// The mark that is replaced: `$(`, `${`.
        mark: String,
        /// The program that replaces it.
        by: String,
    },
    /// A parameter was not given, and what stands in for it comes to nothing.
    #[error("`{0}` is not given")]
    Missing(String),
    /// The template itself is wrong, or took too long.
    #[error("{what}")]
    Template {
        /// The mistake.
        what: String,
        /// The place of it, where a template was at fault and not what it makes.
        at: Option<TemplateLine>,
    },
}

impl Failure {
    /// A mistake in the entry.
    pub(crate) fn of_entry(what: impl Into<String>) -> Self {
        Self::Template { what: what.into(), at: None }
    }

    /// The same failure, of a template.
    pub(super) fn in_template(self, template: &str) -> Self {
        match self {
            Self::Template { what, at } => {
                let line = at.map_or(1, |at| at.line);
                Self::Template { what, at: Some(TemplateLine { template: template.to_owned(), line }) }
            }
            other => other,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let mut source = std::error::Error::source(&error);
        while let Some(inner) = source {
            if let Some(Refused { value, why }) = inner.downcast_ref() {
                return Self::Value { value: value.clone(), why: why.clone() };
            }
            source = inner.source();
        }
        let what = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
        let at = error.line().map(|line| TemplateLine { template: String::new(), line });
        Self::Template { what, at }
    }
}
