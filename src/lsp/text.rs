//! A text as an editor counts it: lines that end with a line feed, a carriage return or both, and columns in units of
//! UTF-16.

use gen_lsp_types::{Position, Range, TextDocumentContentChangeEvent as Change};

use crate::source::Span;

/// Returns the offset of a place. What lies behind the end of a line or of the text is the end; within a character, its
/// beginning.
pub(super) fn offset(text: &str, position: Position) -> usize {
    let start = (0..position.line).try_fold(0, |start, _| next_line(text, start)).unwrap_or(text.len());
    let line = &text[start..start + line_length(&text[start..])];
    let mut units = 0;
    for (at, c) in line.char_indices() {
        units += c.len_utf16();
        if units > position.character as usize {
            return start + at;
        }
    }
    start + line.len()
}

/// The number of bytes of the first line of a text, without its break.
fn line_length(text: &str) -> usize {
    memchr::memchr2(b'\n', b'\r', text.as_bytes()).unwrap_or(text.len())
}

/// Returns the beginning of the line after the one that begins at an offset; `None` where there is none.
fn next_line(text: &str, start: usize) -> Option<usize> {
    let end = start + line_length(&text[start..]);
    let length = match text.as_bytes().get(end..)? {
        [b'\r', b'\n', ..] => 2,
        [_, ..] => 1,
        [] => return None,
    };
    Some(end + length)
}

/// The places where the lines of a text begin.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let starts = std::iter::successors(Some(0), |start| next_line(text, *start)).collect();
        Self { text, starts }
    }

    /// Returns the place of an offset, or of the beginning of the character that it lies in.
    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let units = self.text[self.starts[line]..offset].encode_utf16().count();
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: small(line), character: small(units) }
    }

    /// Returns the place of some bytes.
    pub(super) fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end) }
    }

    /// Returns the bytes of the line of an offset, without its break.
    pub(super) fn around(&self, offset: usize) -> Span {
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let start = self.starts[line];
        Span::new(start, start + line_length(&self.text[start..]))
    }
}

/// Makes the changes of an editor, one after the other.
pub(super) fn change(text: &mut String, changes: Vec<Change>) {
    for change in changes {
        match change {
            Change::TextDocumentContentChangePartial(part) => {
                let (start, end) = (offset(text, part.range.start), offset(text, part.range.end));
                text.replace_range(start..end.max(start), &part.text);
            }
            Change::TextDocumentContentChangeWholeDocument(whole) => *text = whole.text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_units_of_utf16_and_every_line_break() {
        let text = "a\u{10348}é\r\nb\rc\nd\n";
        let lines = Lines::of(text);
        for (line, character, at) in
            [(0, 0, 0), (0, 1, 1), (0, 3, 5), (0, 4, 7), (1, 0, 9), (2, 1, 12), (3, 0, 13), (4, 0, 15)]
        {
            let position = Position { line, character };
            assert_eq!((offset(text, position), lines.position(at)), (at, position));
        }
        let at = |line, character| offset(text, Position { line, character });
        assert_eq!(at(0, 2), 1, "in the middle of a character");
        assert_eq!((at(0, 99), at(9, 9)), (7, 15), "behind the end of a line, and of the text");
        assert_eq!(lines.around(10), Span::new(9, 10));
    }
}
