//! The place in a text that is read directly, what is open there, and the steps that all kinds of values need.

use std::sync::Arc;

use memchr::memchr;

use super::{Sure, Unsure};
use crate::source::{Source, Span};
use crate::yaml::comment::Comment;
use crate::yaml::search;
use crate::yaml::tree::{Builder, Form, USUAL_DEPTH};

/// Levels of nesting that the parser and the builder allow under all circumstances.
const DEEPEST: usize = 100;

/// Bytes of a key that all readers take.
const LONGEST_KEY: usize = 1000;

/// A mapping or list on lines of its own that has not ended yet.
pub(super) struct Level {
    /// The blanks before its lines.
    pub(super) indent: usize,
    pub(super) is_list: bool,
}

/// Reads a text from its beginning to its end.
pub(super) struct Reader<'a, 'c> {
    pub(super) text: &'a str,
    /// The place of the text in the source.
    base: usize,
    /// The offset of what comes next.
    pub(super) at: usize,
    /// The beginning of its line; within a scalar of several lines, of the text in its line.
    pub(super) line: usize,
    pub(super) levels: Vec<Level>,
    /// The place of a value that may yet come: behind a `:` or `-` at the end of its line.
    pub(super) absent: Option<usize>,
    pub(super) builder: Builder,
    /// A scalar's text that is not the source's, word for word.
    pub(super) scratch: String,
    comments: Option<&'c mut Vec<Comment>>,
}

/// A scalar that was read and is in no tree yet.
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    /// `Plain`, or `Text` in quotes; `PlainCopied` or `TextCopied` if its text is the reader's scratch.
    pub(super) form: Form,
}

impl Token {
    /// Returns the number of its bytes.
    pub(super) const fn len(&self) -> usize {
        self.end - self.start
    }
}

impl<'a, 'c> Reader<'a, 'c> {
    /// Begins to read a piece of the source; adds its comments.
    pub(super) fn new(source: &'a Arc<Source>, span: Span, comments: Option<&'c mut Vec<Comment>>) -> Self {
        let text = &source.text()[span.start..span.end];
        Self {
            text,
            base: span.start,
            at: 0,
            line: 0,
            levels: Vec::with_capacity(USUAL_DEPTH),
            absent: Some(0),
            builder: Builder::new(source, text.len()),
            scratch: String::new(),
            comments,
        }
    }

    /// Passes over the `:` behind a key; returns its offset.
    pub(super) fn colon(&mut self, key: &Token) -> Sure<usize> {
        let colon = self.at;
        let is_on_one_line = key.start >= self.line;
        if self.byte(colon) != b':' || !is_blank(self.byte(colon + 1)) || key.len() > LONGEST_KEY || !is_on_one_line {
            return Err(Unsure);
        }
        self.at += 1;
        Ok(colon)
    }

    pub(super) fn open(&mut self, form: Form, is_flow: bool, start: usize) -> Sure<()> {
        if self.builder.depth() >= DEEPEST {
            return Err(Unsure);
        }
        self.builder.open(form, is_flow, self.span(start, start)).map(drop).map_err(|_| Unsure)
    }

    /// Goes to the beginning of the next line, if nothing but a comment stands before it.
    pub(super) fn end_line(&mut self) -> Sure<()> {
        let start = self.at;
        self.skip_blanks();
        match self.byte(self.at) {
            b'\n' => self.at = self.text.len().min(self.at + 1),
            b'#' if self.at > start => self.comment(),
            _ => return Err(Unsure),
        }
        Ok(())
    }

    pub(super) fn comment(&mut self) {
        let (start, end) = (self.at, self.line_end(self.at));
        let span = self.span(start, end);
        if let Some(comments) = &mut self.comments {
            comments.push(Comment { span, text: self.text[start + 1..end].into() });
        }
        self.at = self.text.len().min(end + 1);
    }

    /// Returns true if a `-` with a blank behind it is here.
    pub(super) fn is_item(&self) -> bool {
        self.byte(self.at) == b'-' && is_blank(self.byte(self.at + 1))
    }

    /// The byte at an offset. The end of the text ends its last line.
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(b'\n')
    }

    /// Returns the number of spaces from an offset on.
    pub(super) fn blanks(&self, at: usize) -> usize {
        search::spaces(self.text.as_bytes(), at)
    }

    pub(super) fn skip_blanks(&mut self) {
        self.at += self.blanks(self.at);
    }

    /// Returns the offset of the line break that ends the line of an offset.
    pub(super) fn line_end(&self, at: usize) -> usize {
        memchr(b'\n', &self.text.as_bytes()[at..]).map_or(self.text.len(), |length| at + length)
    }

    /// Returns a range of the text as a span of the source.
    pub(super) const fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.base + start, self.base + end)
    }
}

/// Returns true for what separates a `:` or `-` from what it is not part of.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n')
}
