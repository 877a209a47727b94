//! kubectl's document splitting: a text is cut at lines that begin with `---`, before any YAML is read
//! (`k8s.io/apimachinery/pkg/util/yaml/decoder.go`, `YAMLReader`).

use memchr::{memchr, memmem, memrchr};

use super::syntax::SyntaxError;
use crate::source::Span;

/// A piece of the source between two separators, or what is wrong with the separator that ends it.
pub(super) type Piece = Result<Span, SyntaxError>;

/// Cuts a text into pieces, one at a time.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    /// The beginning of the next piece.
    start: usize,
    /// The end of the last separator, behind which the next one is looked for.
    searched: Option<usize>,
    /// The separator with text behind it that ended the last piece.
    bad: Option<SyntaxError>,
    is_done: bool,
}

impl Splitter {
    /// Returns the next piece of a text, which has to be the same each time. A separator with text behind it is an error
    /// and takes the place of the document it follows.
    pub(super) fn next(&mut self, text: &str) -> Option<Piece> {
        while !self.is_done {
            let Some(at) = self.separator(text) else {
                self.is_done = true;
                let rest = self.start < text.len() || self.bad.is_some();
                return rest.then(|| self.piece(text.len()));
            };
            let end = memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length + 1);
            let behind = text[at + 3..end].trim();
            // The first line of a text may be a separator: it then belongs to the document.
            let piece = (at > self.start || self.bad.is_some()).then(|| self.piece(at));
            if piece.is_some() {
                self.start = end;
            }
            if !behind.is_empty() && !behind.starts_with('#') {
                self.bad = Some(separator(text, at, end));
                self.start = end;
            }
            if piece.is_some() {
                return piece;
            }
        }
        None
    }

    fn piece(&mut self, end: usize) -> Piece {
        self.bad.take().map_or(Ok(Span::new(self.start, end)), Err)
    }

    /// Returns the offset of the next line that begins with `---`.
    fn separator(&mut self, text: &str) -> Option<usize> {
        let found = match self.searched {
            None if text.starts_with("---") => Some(0),
            searched => {
                let from = searched.unwrap_or(0);
                memmem::find(&text.as_bytes()[from..], b"\n---").map(|at| from + at + 1)
            }
        };
        self.searched = found.map(|at| at + 3);
        found
    }
}

/// Returns the end of the last separator in the beginning of a text that its documents can be parted at: one with nothing
/// behind it, and a document before it.
pub(super) fn separator_end(text: &[u8]) -> Option<usize> {
    let mut text = text;
    loop {
        let at = memmem::rfind(text, b"\n---")? + 1;
        let line = memchr(b'\n', &text[at..]).map(|length| &text[at..=at + length]);
        let behind = line.map(|line| line[3..].trim_ascii());
        let before = memrchr(b'\n', &text[..at - 1]).map_or(0, |newline| newline + 1);
        let is_good = behind.is_some_and(|behind| behind.is_empty() || behind.starts_with(b"#"));
        if is_good && !text[before..].starts_with(b"---") {
            return line.map(|line| at + line.len());
        }
        text = &text[..at - 1];
    }
}

fn separator(text: &str, at: usize, end: usize) -> SyntaxError {
    let line = text[at..end].trim_end();
    let help = if line.starts_with("-----") {
        "indent the text under its key: a line that begins with `---` ends the document"
    } else {
        "begin the document on the next line: only a comment may follow `---`"
    };
    SyntaxError::new(Span::new(at, at + line.len()), "a document separator has text behind it", help)
}
