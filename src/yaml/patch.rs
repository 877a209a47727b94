//! Texts that the parser refuses and Kubernetes reads: a few blanks are put in, the text is read again, and every
//! offset is mapped back.

use std::borrow::Cow;

use granit_parser::ErrorKind;

use super::syntax::SyntaxError;
use crate::source::Span;

/// How often a chunk may be mended, and how many bytes may be read again for it.
const TIMES: usize = 1000;
const BYTES: usize = 32 << 20;

/// A chunk of the source, perhaps with blanks put in.
pub(super) struct Patched<'a> {
    text: Cow<'a, str>,
    /// Where the chunk begins in the source.
    base: usize,
    /// End of the chunk in the source.
    end: usize,
    /// Offsets in `text`, ascending, each with the number of bytes put in at it and before.
    inserted: Vec<(usize, usize)>,
    reread: usize,
}

impl<'a> Patched<'a> {
    /// A chunk that begins at `base` of the source; gets a line break at its end, as kubectl's line reader does.
    pub(super) fn new(text: &'a str, base: usize) -> Self {
        let end = base + text.len();
        let whole = text.is_empty() || text.ends_with('\n');
        let text = if whole { Cow::Borrowed(text) } else { Cow::Owned(format!("{text}\n")) };
        Self { text, base, end, inserted: Vec::new(), reread: 0 }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A range of the text as a span of the source.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.origin(start), self.origin(end))
    }

    /// An error in the text as an error in the source.
    pub(super) fn moved(&self, error: SyntaxError) -> SyntaxError {
        SyntaxError { span: self.span(error.span.start, error.span.end), ..error }
    }

    fn origin(&self, offset: usize) -> usize {
        let mut shift = 0;
        if let Some(last) = self.inserted.partition_point(|&(at, _)| at < offset).checked_sub(1) {
            let before = last.checked_sub(1).map_or(0, |before| self.inserted[before].1);
            let (at, total) = self.inserted[last];
            shift = before + (total - before).min(offset - at);
        }
        (self.base + offset - shift).min(self.end)
    }

    /// Mends what made the parser stop at an offset; false where that is beyond mending.
    pub(super) fn mend(&mut self, kind: &ErrorKind, offset: usize) -> bool {
        let blanks = match kind {
            // A quoted text that goes on left of its key. Deep enough for any key.
            ErrorKind::InvalidQuotedScalarIndent => 64,
            // `"x"#comment`
            ErrorKind::CommentNotSeparated => 1,
            _ => return false,
        };
        self.reread += self.text.len();
        if self.inserted.len() >= TIMES || self.reread > BYTES || !self.text.is_char_boundary(offset) {
            return false;
        }
        self.text.to_mut().insert_str(offset, &" ".repeat(blanks));
        let place = self.inserted.partition_point(|&(at, _)| at < offset);
        for (at, total) in &mut self.inserted[place..] {
            *at += blanks;
            *total += blanks;
        }
        let before = place.checked_sub(1).map_or(0, |before| self.inserted[before].1);
        self.inserted.insert(place, (offset, before + blanks));
        true
    }
}
