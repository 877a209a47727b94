//! Texts that the parser refuses and Kubernetes reads: a few blanks are put in, the text is read again, and every
//! offset is mapped back.

use std::borrow::Cow;

use granit_parser::ErrorKind;

use super::syntax::SyntaxError;
use crate::source::Span;

/// How many places of a chunk may be mended, and how many bytes may be read again for it.
const TIMES: usize = 1000;
const BYTES: usize = 8 << 20;

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

    /// Mends what made the parser stop at an offset, having read up to another; false where that is beyond mending.
    pub(super) fn mend(&mut self, kind: &ErrorKind, read: usize, offset: usize) -> bool {
        let (places, blanks) = match kind {
            // A quoted text that goes on left of its key. Deep enough for any key.
            ErrorKind::InvalidQuotedScalarIndent => (self.lines_of_quoted(read, offset), 64),
            // `"x"#comment`
            ErrorKind::CommentNotSeparated => (vec![offset], 1),
            _ => return false,
        };
        self.reread += self.text.len();
        let known = places.iter().all(|&place| self.text.is_char_boundary(place));
        if self.inserted.len() + places.len() > TIMES || self.reread > BYTES || places.is_empty() || !known {
            return false;
        }
        places.into_iter().rev().for_each(|place| self.insert(place, blanks));
        true
    }

    fn insert(&mut self, offset: usize, blanks: usize) {
        self.text.to_mut().insert_str(offset, &" ".repeat(blanks));
        let place = self.inserted.partition_point(|&(at, _)| at < offset);
        for (at, total) in &mut self.inserted[place..] {
            *at += blanks;
            *total += blanks;
        }
        let before = place.checked_sub(1).map_or(0, |before| self.inserted[before].1);
        self.inserted.insert(place, (offset, before + blanks));
    }

    /// Beginnings of the lines of a quoted scalar that opens after `read`, from the one at `offset` on.
    fn lines_of_quoted(&self, read: usize, offset: usize) -> Vec<usize> {
        let bytes = self.text.as_bytes();
        let Some(quote) = bytes[read.min(offset)..offset].iter().find(|b| matches!(b, b'"' | b'\'')) else {
            return Vec::new();
        };
        let line = bytes[..offset].iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        let mut places = vec![line];
        let mut at = offset;
        while at < bytes.len() && places.len() <= TIMES {
            match bytes[at] {
                b'\\' if *quote == b'"' => at += 1,
                b'\'' if *quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 1,
                b if b == *quote => break,
                b'\n' => places.push(at + 1),
                _ => {}
            }
            at += 1;
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_mapped_back() {
        let mut chunk = Patched::new("a: 'x\ny\n\nz'\nb: 1\n", 100);
        assert!(chunk.mend(&ErrorKind::InvalidQuotedScalarIndent, 2, 6));
        let text = chunk.text().to_owned();
        for (needle, origin) in [("y", 106), ("z", 109), ("b", 112), ("1", 115)] {
            let at = text.find(needle).unwrap_or_default();
            assert_eq!(chunk.span(at, at + 1), Span::new(origin, origin + 1), "{needle}");
        }
        assert!(chunk.mend(&ErrorKind::CommentNotSeparated, 0, text.find('b').unwrap_or_default()));
        assert_eq!(chunk.span(chunk.text().len() - 1, chunk.text().len()), Span::new(116, 117));
        assert!(!chunk.mend(&ErrorKind::UnclosedQuotedScalar, 0, 0));
    }
}
