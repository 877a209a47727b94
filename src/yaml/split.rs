//! kubectl's document splitting: a text is cut at lines that begin with `---`, before any YAML is read
//! (`k8s.io/apimachinery/pkg/util/yaml/decoder.go`, `YAMLReader`).

use super::syntax::SyntaxError;
use crate::source::Span;

/// A piece of the source between two separators, or what is wrong with the separator that ends it.
pub(super) type Piece = Result<Span, SyntaxError>;

/// The pieces of a text. A separator with text behind it is an error and takes the place of the document it follows.
pub(super) fn split(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut bad = None;
    for at in separators(text) {
        let end = text[at..].find('\n').map_or(text.len(), |length| at + length + 1);
        let rest = text[at + 3..end].trim();
        if at > start || bad.is_some() {
            pieces.push(bad.take().map_or(Ok(Span::new(start, at)), Err));
            start = end;
        }
        // The first line of a text may be a separator: it then belongs to the document.
        if !rest.is_empty() && !rest.starts_with('#') {
            bad = Some(separator(text, at, end));
            start = end;
        }
    }
    if start < text.len() || bad.is_some() {
        pieces.push(bad.map_or(Ok(Span::new(start, text.len())), Err));
    }
    pieces
}

/// Offsets of the lines that begin with `---`.
fn separators(text: &str) -> impl Iterator<Item = usize> + '_ {
    let first = text.starts_with("---").then_some(0);
    first.into_iter().chain(text.match_indices("\n---").map(|(at, _)| at + 1))
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
