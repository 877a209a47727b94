//! Lines of a text around an offset.

use super::apply::Edit;

/// Returns the beginning of the line that an offset lies in.
pub(super) fn start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |at| at + 1)
}

/// Returns the end of the line that an offset lies in, without its line break.
pub(super) fn end(text: &str, offset: usize) -> usize {
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    if end < text.len() && end > offset && text.as_bytes()[end - 1] == b'\r' { end - 1 } else { end }
}

/// Returns the beginning of the next line, or the end of the text.
pub(super) fn next(text: &str, offset: usize) -> usize {
    text[offset..].find('\n').map_or(text.len(), |at| offset + at + 1)
}

/// Returns the number of characters in front of an offset in its line; a byte order mark does not count.
pub(super) fn column(text: &str, offset: usize) -> usize {
    text[start(text, offset)..offset].chars().filter(|&c| c != '\u{feff}').count()
}

/// Returns true if nothing but blanks stands in front of an offset in its line.
pub(super) fn is_first(text: &str, offset: usize) -> bool {
    text[start(text, offset)..offset].chars().all(|c| matches!(c, ' ' | '\u{feff}'))
}

/// Returns the column of the comment that is all there is on the line that begins at an offset.
pub(super) fn comment(text: &str, start: usize) -> Option<usize> {
    let line = &text[start..end(text, start)];
    let bare = line.trim_start_matches(' ');
    bare.starts_with('#').then(|| line.len() - bare.len())
}

/// Returns the line break that a text uses.
pub(super) fn line_break(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if at > 0 && text.as_bytes()[at - 1] == b'\r' => "\r\n",
        _ => "\n",
    }
}

/// Takes whole lines out: from the beginning of the first to the end of the last. If that ends the text without a line
/// break, the line before ends it so afterwards.
pub(super) fn cut(text: &str, start: usize, end: usize) -> Edit {
    let next = next(text, end);
    if next > end && text[end..].starts_with(['\r', '\n']) || start == 0 {
        return Edit::remove(start, next);
    }
    Edit::remove(without_break(text, start), end)
}

/// Returns the end of the line before the one that begins at an offset, without its line break.
pub(super) fn without_break(text: &str, start: usize) -> usize {
    let before = &text[..start];
    let line = before.strip_suffix('\n').map_or(before, |line| line.strip_suffix('\r').unwrap_or(line));
    line.len()
}
