//! Texts and places in them. Lines and columns count from one here and nowhere else; every other module
//! speaks in byte spans.

use std::sync::OnceLock;

/// Why bytes are not a text that podpat, or Kubernetes, reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// UTF-16 or UTF-32, told by its byte order mark or by its zero bytes.
    #[error("{name} is encoded as {encoding}; Kubernetes reads UTF-8")]
    Encoding {
        /// The text's name.
        name: String,
        /// `UTF-16` or `UTF-32`.
        encoding: &'static str,
    },
    /// Bytes that no character has in UTF-8.
    #[error("{name} is not UTF-8: line {line} has the byte 0x{byte:02X}")]
    Byte {
        /// The text's name.
        name: String,
        /// Line of the first such byte, from 1.
        line: usize,
        /// The first such byte.
        byte: u8,
        /// Such bytes and their offsets, ascending: the first, and those with a document separator right before them.
        firsts: Vec<(usize, u8)>,
        /// The text with `?` in place of each such byte, so that offsets stay.
        masked: String,
    },
}

impl NotText {
    fn byte(name: String, bytes: &[u8]) -> Self {
        let (mut masked, mut firsts) = (String::with_capacity(bytes.len()), Vec::new());
        for chunk in bytes.utf8_chunks() {
            masked.push_str(chunk.valid());
            let is_next = firsts.is_empty() || chunk.valid().contains("\n---");
            firsts.extend(chunk.invalid().first().filter(|_| is_next).map(|&byte| (masked.len(), byte)));
            masked.extend(chunk.invalid().iter().map(|_| '?'));
        }
        let (offset, byte) = firsts.first().copied().unwrap_or_default();
        let line = masked[..offset].matches('\n').count() + 1;
        Self::Byte { name, line, byte, firsts, masked }
    }

    /// Takes the text as far as it is one; empty where it is in another encoding.
    pub fn take_masked(&mut self) -> String {
        match self {
            Self::Encoding { .. } => String::new(),
            Self::Byte { masked, .. } => std::mem::take(masked),
        }
    }

    /// What would be right.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Encoding { .. } => "save the file as UTF-8",
            Self::Byte { .. } => "save the file as UTF-8, or leave it out if it is not text",
        }
    }
}

/// A half-open range of bytes in one [`Source`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The range from `start` up to, not including, `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Whether `other` lies inside this span.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The bytes from the start of this span to the end of `other`.
    pub const fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end }
    }

    /// The number of bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span covers nothing.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl From<Span> for miette::SourceSpan {
    fn from(span: Span) -> Self {
        (span.start, span.len()).into()
    }
}

/// A place as people and editors count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters (Unicode scalar values), from 1.
    pub column: usize,
    /// Bytes from the start of the text, from 0.
    pub offset: usize,
}

/// A named text: a file, standard input, or something podpat wrote itself.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
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
    /// The most bytes that podpat reads of one text: 32 MiB. etcd takes no object above 1.5 MiB.
    pub const LARGEST: usize = 32 << 20;

    /// A text with the name that messages show for it; standard input is `-`.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), line_starts: OnceLock::new(), characters: OnceLock::new() }
    }

    /// A text from bytes that should be UTF-8.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, NotText> {
        let name = name.into();
        if let Some(encoding) = wide_encoding(&bytes) {
            return Err(NotText::Encoding { name, encoding });
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(name, text)),
            Err(error) => Err(NotText::byte(name, error.as_bytes())),
        }
    }

    /// What messages call this text: the path as the user wrote it, or `-`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Takes the whole text out.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The text of one span. Spans that do not lie on character boundaries of this text give an empty text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Line and column of a byte offset; an offset past the end gives the end.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= offset);
        let start = starts[line - 1];
        let column = if offset - start <= BLOCK {
            characters(&self.text.as_bytes()[start..offset]) + 1
        } else {
            self.characters_before(offset) - self.characters_before(start) + 1
        };
        let column = if start == 0 && self.text.starts_with('\u{feff}') && offset > 0 { column - 1 } else { column };
        Position { line, column, offset }
    }

    /// The span of the line (counted from 1) without its line break; `None` past the last line.
    pub fn line(&self, line: usize) -> Option<Span> {
        let starts = self.line_starts();
        let start = *starts.get(line.checked_sub(1)?)?;
        let end = starts.get(line).copied().unwrap_or(self.text.len());
        let text = self.text[start..end].trim_end_matches(['\n', '\r']);
        Some(Span::new(start, start + text.len()))
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

/// UTF-16 and UTF-32 by their byte order marks, or by the zero bytes that ASCII text gets in them.
fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    let zeros = [0, 1, 2, 3].map(|at| bytes.get(at).map(|&byte| byte == 0));
    match (bytes, zeros) {
        ([0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..], _)
        | (_, [Some(false), Some(true), Some(true), Some(true)] | [Some(true), Some(true), Some(true), Some(false)]) => {
            Some("UTF-32")
        }
        ([0xFF, 0xFE, ..] | [0xFE, 0xFF, ..], _)
        | (
            _,
            [Some(false), Some(true), Some(false), Some(true)] | [Some(true), Some(false), Some(true), Some(false)],
        ) => Some("UTF-16"),
        _ => None,
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
