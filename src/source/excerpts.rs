//! The part of a text that is kept when only the places of findings matter any more: the pieces around them, in which
//! every place has the line and the column that it has in the whole text.

use super::piece::Piece;
use super::span::{Position, Span};
use super::text::Source;

/// Bytes that are kept on either side of a place. No report shows more of a line, nor of those beside it.
const MARGIN: usize = 512;

/// Pieces with fewer bytes between them are kept as one. No report shows places further apart in one piece.
const GAP: usize = 2048;

impl Source {
    /// Returns what has to be kept of a text, or of a part of one, for the places of some findings; `None` where that is
    /// most of it.
    pub fn excerpts(&self, spans: impl IntoIterator<Item = Span>) -> Option<Self> {
        let mut kept: Vec<Span> =
            spans.into_iter().flat_map(|span| [span.start, span.end]).map(|at| self.around(at)).collect();
        kept.sort_unstable();
        let mut joined: Vec<Span> = Vec::new();
        for span in kept {
            match joined.last_mut() {
                Some(last) if span.start <= last.end + GAP && self.get(last.to(span)).is_some() => {
                    last.end = last.end.max(span.end);
                }
                _ => joined.push(span),
            }
        }
        let bytes: usize = joined.iter().map(|span| span.len()).sum();
        (bytes * 2 <= self.text.len()).then(|| self.only(&joined))
    }

    /// Returns what is kept of a text when only some pieces of it are. The pieces ascend and do not touch.
    pub fn only(&self, kept: &[Span]) -> Self {
        let bytes = kept.iter().map(|span| span.len()).sum();
        let (mut text, mut pieces) = (String::with_capacity(bytes), Vec::with_capacity(kept.len().max(1)));
        for &span in kept {
            let piece = self.slice(span);
            pieces.push(Piece {
                offset: span.start,
                at: text.len(),
                len: piece.len(),
                first: self.position(span.start),
            });
            text.push_str(piece);
        }
        if pieces.is_empty() {
            pieces.push(Piece { offset: 0, at: 0, len: 0, first: self.position(0) });
        }
        Self::of_pieces(self.name().to_owned(), text, pieces)
    }

    fn around(&self, offset: usize) -> Span {
        let whole = Piece { offset: 0, at: 0, len: self.text.len(), first: Position::FIRST };
        let piece = self.piece(offset).unwrap_or(&whole);
        let (at, last) = (piece.kept(offset), piece.at + piece.len);
        let (mut start, mut end) = (at.saturating_sub(MARGIN).max(piece.at), (at + MARGIN).min(last));
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        let (start, end) = (start - piece.at + piece.offset, end - piece.at + piece.offset);
        // A byte order mark takes no column; half a piece of text cannot tell.
        Span::new(if start <= '\u{feff}'.len_utf8() && piece.offset == 0 { 0 } else { start }, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_excerpts_are_those_of_the_whole() {
        let lines = |line: &str| format!("\u{feff}{}", format!("{line}\n").repeat(3000));
        for text in [lines("aä: \u{10348} b"), "aä€ ".repeat(9000), lines(&"x€".repeat(400)), lines(&"\r".repeat(10))]
        {
            let whole = Source::new("x", text.as_str());
            let boundary = |at: usize| (at..=text.len()).find(|&at| text.is_char_boundary(at)).expect("a boundary");
            let spans = [(0, 3), (700, 710), (2500, 4100), (9000, 9400), (9000, 20_000), (text.len() - 5, text.len())];
            let spans = spans.map(|(start, end)| Span::new(boundary(start), boundary(end)));
            let kept = whole.excerpts(spans).expect("much shorter");
            assert!(kept.text().len() < 12_000, "{}", kept.text().len());
            for span in spans {
                assert_eq!(kept.position(span.start), whole.position(span.start));
                assert_eq!(kept.position(span.end), whole.position(span.end));
                assert_eq!(kept.get(span).is_some(), span.len() < 5000);
                if let Some(slice) = kept.get(span) {
                    assert_eq!(slice, whole.slice(span));
                }
                let [kept_lines, whole_lines] = [&kept, &whole].map(|source| source.lines_around(span, 1, 1));
                assert!(whole_lines.contains(kept_lines) && kept_lines.contains(Span::new(span.start, span.start)));
                if whole_lines.len() < 200 {
                    assert_eq!(kept_lines, whole_lines);
                }
            }
        }
        assert!(Source::new("x", "short").excerpts([Span::new(0, 1)]).is_none());
    }
}
