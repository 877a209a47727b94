//! Texts that the parser refuses and Kubernetes reads: a few blanks are put in, the text is read again, and every
//! offset is mapped back.
//!
//! Quoted texts that go on left of their key come in hundreds, where a program wrote them. After the first one, all
//! that look the same are mended with it; if one of them proves to be something else, one by one after all.

use std::borrow::Cow;

use granit_parser::ErrorKind;

use super::syntax::SyntaxError;
use crate::source::Span;

/// The number of places of a chunk that may be mended, and the number of times that its bytes may be read again for it.
const PLACES: usize = 20_000;
const READINGS: usize = 32;

/// Blanks before the line of a quoted text: deep enough for any key.
const MARGIN: usize = 64;

/// A chunk of the source, perhaps with blanks put in.
pub(super) struct Patched<'a> {
    text: Cow<'a, str>,
    bare: &'a str,
    /// The place where the chunk begins in the source.
    base: usize,
    /// Offsets in `text`, ascending, each with the number of bytes put in at it and before.
    inserted: Vec<(usize, usize)>,
    /// The number of them in quoted texts, as far as is known.
    quoted: usize,
    /// True if what looks like a quoted text is mended before the parser stumbles over it.
    guesses: bool,
    readings: usize,
}

impl<'a> Patched<'a> {
    /// A chunk that begins at `base` of the source, with the line breaks that Kubernetes sees.
    pub(super) fn new(text: &'a str, base: usize) -> Self {
        let bare = text;
        let text = as_lines(text);
        Self { text, bare, base, inserted: Vec::new(), quoted: 0, guesses: true, readings: 0 }
    }

    /// Of the places mended within quoted texts, how many are in a range.
    pub(super) fn mended_within(&self, start: usize, end: usize) -> usize {
        let before = |offset| self.inserted.partition_point(|&(at, _)| at < offset);
        if self.quoted == 0 { 0 } else { before(end) - before(start) }
    }

    /// Returns true if all that was mended as a quoted text is one, given how many of the places are in quoted texts.
    pub(super) fn holds(&self, mended_within_quotes: usize) -> bool {
        mended_within_quotes == self.quoted
    }

    /// Takes everything back where something was guessed: the text is to be read again, without guesses.
    pub(super) fn retract(&mut self) -> bool {
        let guessed = self.guesses && self.quoted > 0;
        if guessed {
            self.text = as_lines(self.bare);
            (self.quoted, self.guesses) = (0, false);
            self.inserted.clear();
        }
        guessed
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the chunk as it is written in the source.
    pub(super) const fn bare(&self) -> &'a str {
        self.bare
    }

    /// Returns a range of the text as it is written in the source.
    pub(super) fn written(&self, start: usize, end: usize) -> &'a str {
        let Span { start, end } = self.span(start, end);
        self.bare.get(start - self.base..end - self.base).unwrap_or_default()
    }

    /// A range of the text as a span of the source.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.origin(start), self.origin(end))
    }

    /// An error in the text as an error in the source.
    pub(super) fn moved(&self, error: SyntaxError) -> SyntaxError {
        SyntaxError { span: self.span(error.span.start, error.span.end), ..error }
    }

    /// An error in the source, laid to a line break that nobody sees where its line has one.
    pub(super) fn explained(&self, error: SyntaxError) -> SyntaxError {
        let at = error.span.start.saturating_sub(self.base);
        let line = self.bare.get(..at).map_or(0, |before| before.rfind('\n').map_or(0, |found| found + 1));
        let text = self.bare.get(line..).unwrap_or_default().lines().next().unwrap_or_default();
        let Some((found, c)) = text.char_indices().find(|(_, c)| BREAKS.contains(c)) else { return error };
        let start = self.base + line + found;
        let (message, help) = (
            format!("the character U+{:04X} ends this line for Kubernetes", u32::from(c)),
            "remove it, or write it as an escape in double quotes",
        );
        SyntaxError::new(Span::new(start, start + c.len_utf8()), message, help)
    }

    fn origin(&self, offset: usize) -> usize {
        let shift = if self.inserted.is_empty() { 0 } else { self.shift(offset) };
        // Where the parser saw a line break of more than one byte, it may point into the midst of it.
        self.base + self.bare.floor_char_boundary(offset - shift)
    }

    /// Returns how many of the bytes before an offset were put in.
    fn shift(&self, offset: usize) -> usize {
        let Some(last) = self.inserted.partition_point(|&(at, _)| at < offset).checked_sub(1) else { return 0 };
        let before = last.checked_sub(1).map_or(0, |before| self.inserted[before].1);
        let (at, total) = self.inserted[last];
        before + (total - before).min(offset - at)
    }

    /// Mends what made the parser stop at an offset, having read up to another; false where that is beyond mending.
    pub(super) fn mend(&mut self, kind: &ErrorKind, read: usize, offset: usize) -> bool {
        let (places, blanks) = match kind {
            ErrorKind::InvalidQuotedScalarIndent => (self.lines_of_quoted(read, offset), MARGIN),
            // `"x"#comment`
            ErrorKind::CommentNotSeparated => (vec![offset], 1),
            _ => return false,
        };
        self.readings += 1;
        let known = places.iter().all(|&place| self.text.is_char_boundary(place));
        let fits = self.inserted.len() + places.len() <= PLACES && self.readings <= READINGS;
        if places.is_empty() || !known || !fits {
            return false;
        }
        self.quoted += if blanks == MARGIN { places.len() } else { 0 };
        self.insert(&places, blanks);
        true
    }

    /// Puts blanks in at ascending offsets.
    fn insert(&mut self, places: &[usize], blanks: usize) {
        let mut text = String::with_capacity(self.text.len() + places.len() * blanks);
        let mut all = Vec::with_capacity(self.inserted.len() + places.len());
        let mut old = std::mem::take(&mut self.inserted).into_iter().peekable();
        let (mut copied, mut total, mut new) = (0, 0, 0);
        for &place in places {
            while let Some((at, sum)) = old.next_if(|&(at, _)| at < place) {
                total = sum;
                all.push((at + new, total + new));
            }
            text.push_str(&self.text[copied..place]);
            text.push_str(&" ".repeat(blanks));
            copied = place;
            all.push((place + new, total + new + blanks));
            new += blanks;
        }
        all.extend(old.map(|(at, sum)| (at + new, sum + new)));
        text.push_str(&self.text[copied..]);
        (self.text, self.inserted) = (Cow::Owned(text), all);
    }

    /// Beginnings of the lines of a quoted scalar that opens after `read`, from the one at `offset` on; and of what
    /// looks like further ones of its kind behind it.
    fn lines_of_quoted(&self, read: usize, offset: usize) -> Vec<usize> {
        let bytes = self.text.as_bytes();
        let Some(&quote) = bytes[read.min(offset)..offset].iter().find(|b| matches!(b, b'"' | b'\'')) else {
            return Vec::new();
        };
        let mut places = vec![bytes[..offset].iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1)];
        let end = self.close_of(quote, offset, &mut places);
        if self.guesses {
            self.lines_of_others(end, &mut places);
        }
        places
    }

    /// The offset behind a closing quote, from within the text; the beginnings of lines on the way.
    fn close_of(&self, quote: u8, from: usize, lines: &mut Vec<usize>) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while at < bytes.len() && lines.len() <= PLACES {
            match bytes[at] {
                b'\\' if quote == b'"' => at += 1,
                b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 1,
                b if b == quote => return at + 1,
                b'\n' => lines.push(at + 1),
                _ => {}
            }
            at += 1;
        }
        at
    }

    /// Lines of values in quotes that go on at the indentation of their key or left of it: `key: "text`.
    fn lines_of_others(&self, from: usize, places: &mut Vec<usize>) {
        let text = &*self.text;
        let mut at = from;
        while let Some(line) = text.get(at..).and_then(|rest| rest.split_inclusive('\n').next()) {
            let next = at + line.len();
            let bare = line.trim_start_matches([' ', '-']);
            let value = bare.find(": ").filter(|&colon| !bare[..colon].contains([' ', '"', '\'', '#']));
            let opened = value.map(|colon| at + line.len() - bare.len() + colon + 2);
            let quote = opened.map(|opened| (opened, text.as_bytes()[opened..].first().copied()));
            let Some((opened, Some(quote @ (b'"' | b'\'')))) = quote else {
                if line.is_empty() {
                    return;
                }
                at = next;
                continue;
            };
            let mut lines = Vec::new();
            let end = self.close_of(quote, opened + 1, &mut lines);
            let key = line.len() - bare.len();
            let left = |&place: &usize| text[place..].len() - text[place..].trim_start_matches(' ').len() <= key;
            if lines.iter().any(left) {
                places.append(&mut lines);
            }
            at = end.max(next).min(text.len());
            if places.len() > PLACES {
                return;
            }
        }
    }
}

/// Characters that end a line for go-yaml and for nobody else.
const BREAKS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// A text with the line breaks that Kubernetes sees: one at its end, from kubectl's line reader, and one for each
/// carriage return that stands alone and each character that go-yaml takes for such. Offsets stay.
fn as_lines(text: &str) -> Cow<'_, str> {
    let mut lines = Cow::Borrowed(text);
    let is_alone = |(at, _): (usize, &str)| text.as_bytes().get(at + 1) != Some(&b'\n');
    if text.match_indices('\r').any(is_alone) {
        let parts: Vec<String> = text.split("\r\n").map(|part| part.replace('\r', "\n")).collect();
        lines = Cow::Owned(parts.join("\r\n"));
    }
    if !lines.is_ascii() && lines.contains(BREAKS) {
        lines = Cow::Owned(lines.replace(BREAKS[0], " \n").replace(&BREAKS[1..], "  \n"));
    }
    if !text.is_empty() && !lines.ends_with('\n') {
        lines.to_mut().push('\n');
    }
    lines
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
        assert!((chunk.mended_within(3, text.len()), chunk.holds(3), chunk.holds(2)) == (3, true, false));
        assert!(chunk.mend(&ErrorKind::CommentNotSeparated, 0, text.find('b').unwrap_or_default()));
        assert_eq!(chunk.span(chunk.text().len() - 1, chunk.text().len()), Span::new(116, 117));
        assert!(!chunk.mend(&ErrorKind::UnclosedQuotedScalar, 0, 0));
    }
}
