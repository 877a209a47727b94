//! Comments, as they stand in a text.

use crate::source::Span;

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From the `#` to the end of the line.
    pub span: Span,
    /// The text after the `#`.
    pub text: Box<str>,
}
