//! The lines around a place, safe to show: every character visible, and a line of a megabyte cut around the place.

use serde::Serialize;

use crate::lint::Place;
use crate::source::Span;
use crate::terminal::visible;

/// Lines of a place that are shown.
const MOST_LINES: usize = 6;
/// Bytes of a line that are shown, about.
const MOST_BYTES: usize = 160;
/// Bytes of a cut line that are shown before the place.
const BEFORE: usize = 40;

/// A line of a text, with the part of it that belongs to a place.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) number: usize,
    /// The text before the place.
    pub(super) before: String,
    /// The text of the place; empty where the line is beside it.
    pub(super) marked: String,
    /// The text behind it.
    pub(super) after: String,
    /// True if some of the place is in this line.
    pub(super) is_own: bool,
}

/// Returns the lines of a place, the line before and the line after it; none where they are not kept.
pub(super) fn lines(place: &Place) -> Vec<Line> {
    let (source, span) = (&place.source, place.span);
    let (start, end) = (place.start(), place.end());
    // What ends with a line break does not reach into the next line.
    let last = if end.column == 1 && end.line > start.line { end.line - 1 } else { end.line };
    let own = (last - start.line).min(MOST_LINES - 1);
    let shown = source.lines_around(Span::new(span.start, span.start), 1, own + 1);
    let (mut at, mut number) = (shown.start, source.position(shown.start).line);
    let mut lines = Vec::new();
    for text in source.slice(shown).split('\n') {
        let is_own = (start.line..=last).contains(&number);
        let within = |offset: usize| if is_own { offset.clamp(at, at + text.len()) - at } else { text.len() };
        lines.push(Line { number, is_own, ..cut(text, within(span.start), within(span.end)) });
        at += text.len() + 1;
        number += 1;
    }
    let are_empty = lines.iter().all(|line| line.before.is_empty() && line.marked.is_empty() && line.after.is_empty());
    if are_empty { Vec::new() } else { lines }
}

/// Divides a line at the bytes that are marked, and cuts it where it is long.
fn cut(text: &str, start: usize, end: usize) -> Line {
    let text = text.strip_suffix('\r').unwrap_or(text);
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let floor = |offset: usize| text.floor_char_boundary(offset.min(text.len())).max(mark);
    let (start, end) = (floor(start), floor(end));
    let is_long = text.len() > MOST_BYTES;
    let is_marked = end > start;
    let from = if is_long && is_marked { floor(start.saturating_sub(BEFORE)) } else { mark };
    let to = if is_long { floor(from + MOST_BYTES) } else { text.len() };
    let (start, end) = (start.clamp(from, to), end.clamp(from, to));
    let part = |from: usize, to: usize| visible(text.get(from..to).unwrap_or_default()).into_owned();
    let sign = |is_cut: bool| if is_cut { "…" } else { "" };
    Line {
        before: format!("{}{}", sign(from > mark), part(from, start)),
        marked: part(start, end),
        after: format!("{}{}", part(end, to), sign(to < text.len())),
        ..Line::default()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;
    use crate::yaml::FieldPath;

    fn place(text: &str, marked: &str) -> Place {
        let start = text.find(marked).expect("it is there");
        let span = Span::new(start, start + marked.len());
        Place { source: Arc::new(Source::new("x", text)), span, path: FieldPath::default() }
    }

    fn shown(text: &str, marked: &str) -> Vec<String> {
        let line = |line: Line| format!("{}{}[{}]{}", line.number, line.before, line.marked, line.after);
        lines(&place(text, marked)).into_iter().map(line).collect()
    }

    #[test]
    fn the_place_is_marked_among_its_neighbours() {
        assert_eq!(shown("a\nb: c d\r\ne\nf\n", "c"), ["1a[]", "2b: [c] d", "3e[]"]);
        assert_eq!(shown("\u{feff}a: b", "a"), ["1[a]: b"]);
        assert_eq!(shown("a\nb\nc\n", "a\nb\n"), ["1[a]", "2[b]", "3c[]"]);
        assert_eq!(shown("a: \u{1b}\u{202e}b", "b"), ["1a: \\x1b\\u202e[b]"]);
        let many = "x\n".repeat(50);
        assert_eq!(shown(&many, &many).len(), MOST_LINES + 1);
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}HERE{}", "ä".repeat(5000), "ö".repeat(5000));
        let lines = shown(&text, "HERE");
        assert!(lines.len() == 1 && lines[0].contains("[HERE]") && lines[0].chars().count() < 200, "{lines:?}");
        assert!(lines[0].starts_with("1…ä") && lines[0].ends_with("ö…"), "{lines:?}");
    }
}
