//! A named text, and how offsets in it become lines and columns.

use std::sync::OnceLock;

use super::not_text::{NotText, wide_encoding};
use super::piece::Piece;
use super::span::{Position, Span};

/// A named text: a file, standard input, or something podpat wrote itself.
#[derive(Debug)]
pub struct Source {
    name: String,
    pub(super) text: String,
    /// The pieces of it that are kept; none where all of it is.
    pub(super) pieces: Vec<Piece>,
    line_starts: OnceLock<Vec<usize>>,
    /// The number of characters before each [`BLOCK`] of bytes: a line may be all of a text.
    characters: OnceLock<Vec<usize>>,
}

/// Bytes that are counted anew for each position.
const BLOCK: usize = 1024;

/// Bytes that begin a character: all but those that continue one.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

impl Source {
    /// The most bytes that a text may have: offsets take 32 bits. How much is read of a file is for `files` to say.
    pub const LARGEST: usize = u32::MAX as usize - 1;

    /// A text with the name that messages show for it; standard input is `-`.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::of_pieces(name.into(), text.into(), Vec::new())
    }

    pub(super) fn of_pieces(name: String, text: String, pieces: Vec<Piece>) -> Self {
        Self { name, text, pieces, line_starts: OnceLock::new(), characters: OnceLock::new() }
    }

    /// A part of a text that is not read as a whole: it begins at `first`. Places in it are those in the whole text.
    pub fn part(name: impl Into<String>, text: impl Into<String>, first: Position) -> Self {
        let text = text.into();
        let piece = Piece { offset: first.offset, at: 0, len: text.len(), first };
        Self::of_pieces(name.into(), text, vec![piece])
    }

    /// A text from bytes that should be UTF-8.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, NotText> {
        let name = name.into();
        if let Some(encoding) = wide_encoding(&bytes) {
            return Err(NotText::Encoding { name, encoding });
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(name, text)),
            Err(error) => Err(NotText::byte(name, error.as_bytes(), Position::FIRST)),
        }
    }

    /// A part of a text from bytes that should be UTF-8; it begins at `first`.
    pub fn part_from_bytes(name: impl Into<String>, bytes: Vec<u8>, first: Position) -> Result<Self, NotText> {
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self::part(name, text, first)),
            Err(error) => Err(NotText::byte(name.into(), error.as_bytes(), first)),
        }
    }

    /// Returns the name of this text in messages: the path as the user wrote it, or `-`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text; of parts and excerpts, what is kept of it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns true if this is all of the text.
    pub fn is_whole(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Returns the span in the whole text of a span in what is kept of it.
    pub fn origin(&self, kept: Span) -> Span {
        if self.pieces.is_empty() {
            return kept;
        }
        let start = self.origin_of(kept.start);
        // What ends where a piece ends does not reach to where the next one begins.
        let end = if kept.is_empty() { start } else { self.origin_of(kept.end - 1) + 1 };
        Span::new(start, end)
    }

    fn origin_of(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.at <= at);
        self.pieces.get(next.saturating_sub(1)).map_or(at, |piece| at - piece.at + piece.offset)
    }

    /// Takes the whole text out.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The text of one span. Spans that do not lie on character boundaries of this text give an empty text.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span).unwrap_or_default()
    }

    /// The text of one span; `None` where it does not lie on character boundaries, or not in what is kept of the text.
    pub fn get(&self, span: Span) -> Option<&str> {
        match self.piece(span.start) {
            None => self.text.get(span.start..span.end),
            Some(piece) if piece.span().contains(span) => self.text.get(piece.kept(span.start)..piece.kept(span.end)),
            Some(_) => None,
        }
    }

    /// Line and column of a byte offset; an offset past the end gives the end.
    pub fn position(&self, offset: usize) -> Position {
        let Some(piece) = self.piece(offset) else {
            let offset = offset.min(self.text.len());
            let (line, column) = self.place(offset);
            return Position { line, column, offset };
        };
        let (begin, here) = (self.place(piece.at), self.place(piece.kept(offset)));
        let in_first_line = begin.0 == here.0;
        let column = if in_first_line { piece.first.column + here.1 - begin.1 } else { here.1 };
        Position { line: piece.first.line + here.0 - begin.0, column, offset }
    }

    /// Line and column of an offset in what is kept of the text, counted from 1 in it.
    fn place(&self, at: usize) -> (usize, usize) {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= at);
        let start = starts[line - 1];
        let column = if at - start <= BLOCK {
            characters(&self.text.as_bytes()[start..at]) + 1
        } else {
            self.characters_before(at) - self.characters_before(start) + 1
        };
        let has_mark = start == 0 && at > 0 && self.text.starts_with('\u{feff}');
        let is_first = has_mark && self.pieces.first().is_none_or(|piece| piece.offset == 0);
        (line, if is_first { column - 1 } else { column })
    }

    /// From the start of the line that is `before` lines above a span, to the end of the one that is `after` below it,
    /// as far as these are kept.
    pub fn lines_around(&self, span: Span, before: usize, after: usize) -> Span {
        let whole = Piece { offset: 0, at: 0, len: self.text.len(), first: Position { line: 1, column: 1, offset: 0 } };
        let piece = self.piece(span.start).unwrap_or(&whole);
        let starts = self.line_starts();
        let line = |offset: usize| starts.partition_point(|&start| start <= piece.kept(offset));
        let (first, last) = (line(span.start).saturating_sub(before).max(1), line(span.end) + after);
        let start = starts[first - 1].max(piece.at);
        let end = starts.get(last).copied().unwrap_or(self.text.len()).min(piece.at + piece.len);
        let end = start + self.text[start..end].trim_end_matches(['\n', '\r']).len();
        let end = end.max(piece.kept(span.start));
        Span::new(start - piece.at + piece.offset, end - piece.at + piece.offset)
    }

    /// The piece that holds an offset, or the nearest before it; `None` where all of the text is kept.
    pub(super) fn piece(&self, offset: usize) -> Option<&Piece> {
        let at = self.pieces.partition_point(|piece| piece.offset <= offset);
        self.pieces.get(at.saturating_sub(1))
    }

    /// The span of the line (counted from 1) without its line break; `None` past the last line. Of a part of a text, only
    /// its own lines are there.
    pub fn line(&self, line: usize) -> Option<Span> {
        let before = self.pieces.first().map_or(0, |piece| piece.first.line - 1);
        let (starts, line) = (self.line_starts(), line.checked_sub(before)?);
        let start = *starts.get(line.checked_sub(1)?)?;
        let end = starts.get(line).copied().unwrap_or(self.text.len());
        let text = self.text[start..end].trim_end_matches(['\n', '\r']);
        Some(self.origin(Span::new(start, start + text.len())))
    }

    fn characters_before(&self, offset: usize) -> usize {
        let bytes = self.text.as_bytes();
        let before = self.characters.get_or_init(|| {
            let blocks =
                bytes.chunks(BLOCK).scan(0, |sum, block| Some(std::mem::replace(sum, *sum + characters(block))));
            blocks.collect()
        });
        // The end of a text may be that of its last block.
        let block = (offset / BLOCK).min(before.len().saturating_sub(1));
        before.get(block).copied().unwrap_or_default() + characters(&bytes[block * BLOCK..offset])
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(breaks).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_not_text_are_named() {
        let read = |bytes: &[u8]| Source::from_bytes("x", bytes.to_vec()).map(|_| ()).map_err(|e| e.to_string());
        assert_eq!(read(b"\xEF\xBB\xBFa: 1"), Ok(()));
        assert_eq!(read(b"a\xFF"), Err("x is not UTF-8: line 1 has the byte 0xFF".to_owned()));
        for utf16 in [&b"\xFF\xFEa\0"[..], b"\xFE\xFF\0a", b"a\0:\0", b"\0a\0:"] {
            assert_eq!(read(utf16), Err("x is encoded as UTF-16; Kubernetes reads UTF-8".to_owned()), "{utf16:?}");
        }
    }

    #[test]
    fn positions_count_characters_and_lines_from_one() {
        let source = Source::new("x", "a\nbä c\r\nd");
        let at = |offset| {
            let Position { line, column, .. } = source.position(offset);
            (line, column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(2), (2, 1));
        assert_eq!(at(5), (2, 3), "ä is one column and two bytes");
        assert_eq!(at(9), (3, 1));
        assert_eq!(at(99), (3, 2));
        assert_eq!(source.line(2).map(|span| source.slice(span)), Some("bä c"));
        assert_eq!(source.line(4), None);
    }

    #[test]
    fn columns_of_long_lines_are_those_of_short_ones() {
        let line = "aä€𐍈 ".repeat(700);
        let source = Source::new("x", format!("# {line}\n{line}"));
        let start = source.line(2).expect("a line").start;
        for (count, (at, _)) in line.char_indices().enumerate() {
            assert_eq!(source.position(start + at).column, count + 1);
        }
        assert_eq!(source.position(usize::MAX).column, 3501);
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let source = Source::new("x", "\u{feff}ab");
        assert_eq!(source.position(4).column, 2);
    }
}
