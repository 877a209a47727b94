//! A piece of a text that is kept where the whole is not.

use super::span::{Position, Span};

/// A piece of a text.
#[derive(Debug)]
pub(super) struct Piece {
    /// The place where it begins in the whole text.
    pub(super) offset: usize,
    /// The place where it begins in what is kept.
    pub(super) at: usize,
    /// The number of its bytes.
    pub(super) len: usize,
    /// Line and column of its first byte.
    pub(super) first: Position,
}

impl Piece {
    /// The bytes of the whole text.
    pub(super) const fn span(&self) -> Span {
        Span::new(self.offset, self.offset + self.len)
    }

    /// Returns where an offset of the whole text, or the nearest that is kept, lies in what is kept.
    pub(super) fn kept(&self, offset: usize) -> usize {
        self.at + offset.saturating_sub(self.offset).min(self.len)
    }
}
