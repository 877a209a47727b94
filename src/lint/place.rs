//! Places that findings point at.

use std::sync::Arc;

use crate::source::{Position, Source, Span};
use crate::yaml::FieldPath;

/// A place in a file, and the field it belongs to.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// The bytes that matter.
    pub span: Span,
    /// The field, from the root of the object; the root itself for the object as a whole.
    pub path: FieldPath,
}

impl Place {
    /// Returns where it begins, as people count.
    pub fn start(&self) -> Position {
        self.source.position(self.span.start)
    }

    /// Returns where it ends, as people count: one past the last character.
    pub fn end(&self) -> Position {
        self.source.position(self.span.end)
    }
}
