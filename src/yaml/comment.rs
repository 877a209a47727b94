//! Comments, and how they are found: between the scalars of a text, which the parser has told apart by then. Reading a
//! text with its comments is reading it as always.

use super::patch::Patched;
use crate::source::Span;

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From the `#` to the end of the line.
    pub span: Span,
    /// The text after the `#`.
    pub text: Box<str>,
}

/// Signs that begin a scalar in which a `#` is text.
const OPENERS: &[u8] = b"\"'|>";

/// Collects the comments of a chunk while its scalars are read in order.
pub(super) struct Collector<'a, 'c> {
    chunk: &'a Patched<'a>,
    comments: &'c mut Vec<Comment>,
    /// The offset in the chunk that comments were looked for up to.
    read: usize,
}

impl<'a, 'c> Collector<'a, 'c> {
    pub(super) fn new(chunk: &'a Patched<'a>, comments: &'c mut Vec<Comment>) -> Self {
        Self { chunk, comments, read: 0 }
    }

    /// Reads the comments up to an offset; no scalar stands before it that was not passed.
    pub(super) fn read_to(&mut self, end: usize) {
        self.read_outside(end, &[]);
    }

    /// Reads the comments up to the place where the parser gave up, or to a scalar before it that was not read.
    pub(super) fn read_to_error(&mut self, end: usize) {
        self.read_outside(end, OPENERS);
    }

    /// Reads the comments up to a scalar, and passes it. The line that a block scalar begins on may have a comment.
    pub(super) fn pass_scalar(&mut self, start: usize, end: usize, is_block: bool) {
        self.read_to(start);
        if is_block {
            self.read_to(self.line_end(start));
        }
        self.read = self.read.max(end);
    }

    fn read_outside(&mut self, end: usize, openers: &[u8]) {
        let text = self.chunk.text().as_bytes();
        while self.read < end.min(text.len()) {
            let (at, byte) = (self.read, text[self.read]);
            if byte == b'#' && at.checked_sub(1).is_none_or(|before| text[before].is_ascii_whitespace()) {
                self.take(at);
            } else if openers.contains(&byte) {
                return;
            } else {
                self.read += 1;
            }
        }
    }

    fn take(&mut self, start: usize) {
        let line = &self.chunk.text()[start..self.line_end(start)];
        let comment = line.strip_suffix('\r').unwrap_or(line);
        let span = self.chunk.span(start, start + comment.len());
        self.comments.push(Comment { span, text: comment[1..].into() });
        self.read = start + line.len();
    }

    /// Returns the offset of the line break that ends the line of an offset.
    fn line_end(&self, at: usize) -> usize {
        let rest = &self.chunk.text()[at..];
        at + rest.find('\n').unwrap_or(rest.len())
    }
}
