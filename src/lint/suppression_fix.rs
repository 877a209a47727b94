//! The repair of a comment that suppresses nothing: it goes, with its line where nothing else stands there.

use std::sync::Arc;

use super::fix::{Fix, FixEdit};
use super::place::Place;
use crate::source::Span;

/// Returns the fix of a suppression at a place, which is one word of a comment; `None` where the comment has others, or is
/// none.
pub(super) fn of_comment(place: &Place) -> Option<Fix> {
    let source = &place.source;
    let line = source.lines_around(place.span, 0, 0);
    let text = source.get(line)?;
    let (before, after) =
        (source.get(Span::new(line.start, place.span.start))?, source.get(Span::new(place.span.end, line.end))?);
    let hash = before.rfind('#')?;
    let is_alone = before[hash..].ends_with('[') && after.starts_with(']');
    if !is_alone {
        return None;
    }
    let content = before[..hash].trim_end().len();
    let is_all = before[..content].trim_start_matches('\u{feff}').is_empty();
    let span = match line_break(place, line.end) {
        Some(length) if is_all && before[..content].is_empty() => Span::new(line.start, line.end + length),
        _ => Span::new(line.start + content, line.start + text.len()),
    };
    let edit =
        FixEdit { place: Place { source: Arc::clone(source), span, path: place.path.clone() }, text: String::new() };
    Some(Fix { is_safe: true, message: "remove the comment".to_owned(), edits: vec![edit] })
}

/// Returns the length of the line break at an offset.
fn line_break(place: &Place, at: usize) -> Option<usize> {
    let is = |text: &str| place.source.get(Span::new(at, at + text.len())) == Some(text);
    ["\n", "\r\n"].into_iter().find(|text| is(text)).map(str::len)
}
