//! Finds where values of JSON end and where the items of a list begin, without reading what they say. Bytes that are no
//! JSON end the search; it never takes a part of a value for a whole one.

use std::ops::Range;

use super::search;

/// The end of the value that begins at `at`, which is no blank; `None` where the text ends before the value does.
fn value_end(text: &[u8], at: usize) -> Option<usize> {
    end_at_depth(text, at, 0)
}

/// The end of the object that a text begins in the midst of.
pub(super) fn rest_of_object(text: &[u8]) -> Option<usize> {
    end_at_depth(text, 0, 1)
}

fn end_at_depth(text: &[u8], mut at: usize, mut depth: usize) -> Option<usize> {
    loop {
        match text.get(at)? {
            b'"' => at = string_end(text, at)?,
            b'{' | b'[' => (at, depth) = (at + 1, depth + 1),
            b'}' | b']' | b',' if depth == 0 => return Some(at),
            b'}' | b']' => (at, depth) = (at + 1, depth - 1),
            b' ' => at += search::spaces(text, at),
            b'\t' | b'\n' | b'\r' => at += 1,
            _ if depth > 0 => at += 1,
            _ => {
                let word = text[at..].iter().position(|byte| b",]}{[\" \t\n\r".contains(byte))?;
                return Some(at + word);
            }
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

/// The end of the string that begins with the quote at `at`.
fn string_end(text: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at = search::sign(text, at, *b"\"\\");
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at = text.len().min(at + 2),
            _ => at += 1,
        }
    }
}

/// The first byte from `at` on that is no blank, and where it is.
pub(super) fn after_blanks(text: &[u8], at: usize) -> Option<(usize, u8)> {
    let mut at = at;
    loop {
        match *text.get(at)? {
            b' ' => at += search::spaces(text, at),
            b'\t' | b'\n' | b'\r' => at += 1,
            byte => return Some((at, byte)),
        }
    }
}

/// The end of the last whole object of those that a text begins with, one after the other.
pub(super) fn objects_end(text: &[u8]) -> Option<usize> {
    let (mut at, mut end) = (0, None);
    while let Some((start, b'{')) = after_blanks(text, at) {
        let Some(next) = value_end(text, start) else { break };
        (at, end) = (next, Some(next));
    }
    end
}

/// The beginning of an object of which the text holds no more than its first fields and some items.
pub(super) struct ListStart {
    /// The place of the key `items`.
    pub(super) key: usize,
    /// The first byte behind the `[`.
    pub(super) items: usize,
}

/// Returns where the items of the object at the beginning of a text begin; `None` if it ends, or has none so far.
pub(super) fn list_start(text: &[u8]) -> Option<ListStart> {
    let (mut at, first) = after_blanks(text, 0)?;
    if first != b'{' {
        return None;
    }
    loop {
        let (key, quote) = after_blanks(text, at + 1)?;
        if quote != b'"' {
            return None;
        }
        let end = string_end(text, key)?;
        let (colon, b':') = after_blanks(text, end)? else { return None };
        let (value, first) = after_blanks(text, colon + 1)?;
        if &text[key..end] == b"\"items\"" && first == b'[' {
            return Some(ListStart { key, items: value + 1 });
        }
        let (comma, b',') = after_blanks(text, value_end(text, value)?)? else { return None };
        at = comma;
    }
}

/// The items of a list that a text holds as a whole, and what comes then.
pub(super) struct Items {
    pub(super) spans: Vec<Range<usize>>,
    /// The first byte that belongs to none of them.
    pub(super) end: usize,
    pub(super) then: Then,
}

/// The continuation of a list behind its whole items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// More items, as far as can be told.
    More,
    /// The end of the list.
    End,
    /// Something that belongs to no list.
    Broken,
}

/// Returns the whole items at the beginning of a text, which is the inside of a list: from behind one of its items, or from
/// where one may begin.
pub(super) fn items(text: &[u8], is_behind_item: bool) -> Items {
    let mut items = Items { spans: Vec::new(), end: 0, then: Then::More };
    let mut wants_comma = is_behind_item;
    while let Some((at, byte)) = after_blanks(text, items.end) {
        match byte {
            b']' => return Items { end: at, then: Then::End, ..items },
            b',' if wants_comma => (items.end, wants_comma) = (at + 1, false),
            b',' | b'}' | b':' => return Items { end: at, then: Then::Broken, ..items },
            _ if wants_comma => return Items { end: at, then: Then::Broken, ..items },
            _ => {
                let Some(end) = value_end(text, at) else { break };
                items.spans.push(at..end);
                (items.end, wants_comma) = (end, true);
            }
        }
    }
    items
}
