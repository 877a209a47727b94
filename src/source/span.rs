//! Places in a text: as bytes, and as people and editors count.

use memchr::{memchr_iter, memrchr};

/// A half-open range of bytes in one [`Source`](super::Source).
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

    /// Returns true if `other` lies inside this span.
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

    /// Returns true if the span covers nothing.
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

impl Position {
    /// The first place of a text.
    pub const FIRST: Self = Self { line: 1, column: 1, offset: 0 };

    /// Returns the place behind a piece of text that begins here.
    pub fn after(self, text: &[u8]) -> Self {
        let characters = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        let offset = self.offset + text.len();
        match memrchr(b'\n', text) {
            Some(last) => {
                let lines = memchr_iter(b'\n', text).count();
                Self { line: self.line + lines, column: characters(&text[last + 1..]) + 1, offset }
            }
            None => {
                // A byte order mark takes no column.
                let mark = usize::from(self.offset == 0 && text.starts_with("\u{feff}".as_bytes()));
                Self { line: self.line, column: self.column + characters(text) - mark, offset }
            }
        }
    }
}
