//! The mistakes that decoding finds, as values.

use std::collections::HashMap;
use std::fmt;
use std::mem::{Discriminant, discriminant};

use crate::source::Span;
use crate::yaml::{FieldPath, Kind, Node, Path, Scalar};

/// One thing that does not fit the type decoded.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The problem.
    pub what: What,
    /// The place: a scalar that does not fit, otherwise the key.
    pub span: Span,
    /// The path from the node decoded.
    pub path: FieldPath,
    /// The number of others of its kind that were not kept: 0 but for the last of [`KEPT`].
    pub more: usize,
}

/// So many problems of one kind are kept of what is decoded. A file may have one every few bytes, each of which takes a
/// hundred times as much memory, and nobody reads so many.
pub const KEPT: usize = 1000;

/// Problems in the order of the text, as many as are kept.
#[derive(Default)]
pub(super) struct Problems {
    kept: Vec<Problem>,
    /// The number of each kind, and the index of the last one that was kept.
    kinds: HashMap<Discriminant<What>, (usize, usize)>,
}

impl Problems {
    pub(super) fn add(&mut self, what: What, span: Span, path: &Path<'_>) {
        let (count, last) = self.kinds.entry(discriminant(&what)).or_default();
        *count += 1;
        if *count > KEPT {
            self.kept[*last].more += 1;
            return;
        }
        *last = self.kept.len();
        self.kept.push(Problem { what, span, path: path.to_buf(), more: 0 });
    }

    pub(super) fn into_vec(self) -> Vec<Problem> {
        self.kept
    }
}

/// The kinds of problems.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A field that the type does not have.
    UnknownField {
        /// The field.
        name: String,
        /// The type's name: `Container`.
        owner: &'static str,
        /// The fields it has; empty where that cannot be told.
        known: &'static [&'static str],
    },
    /// A value of another type.
    WrongType {
        /// The expected type, with its article: `a string`.
        expected: &'static str,
        /// The shape of the value that is there.
        found: Shape,
        /// The scalar's text, unquoted; empty for lists and mappings.
        text: String,
    },
    /// A whole number that does not fit.
    OutOfRange {
        /// The number, or a fraction.
        text: String,
        /// The least that fits.
        low: i128,
        /// The most that fits.
        high: i128,
    },
    /// A text that is not of its format.
    Malformed {
        /// The format, with its article: `a quantity`.
        format: &'static str,
        /// The text.
        text: String,
        /// The help: what would be right, as one clause.
        help: String,
    },
    /// A field that has to be there.
    MissingField {
        /// The field.
        name: &'static str,
    },
    /// A name that is none of those allowed.
    UnknownVariant {
        /// The name.
        text: String,
        /// The names allowed.
        known: &'static [&'static str],
    },
    /// More structure than podpat decodes in one object.
    TooBig,
    /// The message of the type itself.
    Other(String),
}

/// The shape of a value for readers of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing.
    Null,
    /// `true` or `false`, and what stands for them.
    Bool,
    /// A number.
    Number,
    /// Text.
    String,
    /// A list.
    List,
    /// A mapping.
    Mapping,
}

impl Shape {
    /// The shape of a node.
    pub fn of(node: Node<'_>) -> Self {
        match node.kind() {
            Kind::Sequence => Self::List,
            Kind::Mapping => Self::Mapping,
            Kind::Scalar => match node.scalar() {
                Scalar::Null => Self::Null,
                Scalar::Bool(_) => Self::Bool,
                Scalar::Int(_) | Scalar::Uint(_) | Scalar::Float(_) => Self::Number,
                Scalar::Str(_) => Self::String,
            },
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "nothing",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::List => "a list",
            Self::Mapping => "a mapping",
        })
    }
}

impl What {
    pub(super) fn unknown_variant(text: &str, known: &'static [&'static str]) -> Self {
        Self::UnknownVariant { text: shortened(text), known }
    }

    /// A value of the wrong type.
    pub fn wrong_type(expected: &'static str, node: Node<'_>) -> Self {
        Self::WrongType { expected, found: Shape::of(node), text: shortened(node.text()) }
    }

    /// A text that is not of its format.
    pub fn malformed(format: &'static str, text: &str, help: impl Into<String>) -> Self {
        Self::Malformed { format, text: shortened(text), help: help.into() }
    }
}

/// A text short enough to keep: at most 80 characters.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The error with which a type stops its own decoding. Holds nothing once the problem is noted.
#[derive(Debug)]
pub(super) struct Error(pub(super) Option<What>);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this value cannot be decoded")
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Some(What::Other(message.to_string())))
    }

    fn missing_field(name: &'static str) -> Self {
        Self(Some(What::MissingField { name }))
    }

    fn unknown_variant(text: &str, known: &'static [&'static str]) -> Self {
        Self(Some(What::unknown_variant(text, known)))
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Self(Some(What::UnknownField { name: shortened(name), owner: "", known }))
    }
}
