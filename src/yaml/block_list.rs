//! Finds the items of a list in block style, as `kubectl get -o yaml` prints it, without reading what they say. The items
//! of a list begin at one column, and everything within them stands right of it.

use super::scan::{Items, Then};

/// The beginning of an object of which the text holds no more than its first fields and some items.
pub(super) struct BlockStart {
    /// The beginning of the line of the first item.
    pub(super) items: usize,
    /// The blanks before its `-`.
    pub(super) indent: usize,
}

/// Returns where the items of the object at the beginning of a text begin; `None` if there are none so far.
pub(super) fn list_start(text: &[u8]) -> Option<BlockStart> {
    let mut is_inside = false;
    for Line { at, indent, words } in content(text) {
        if is_inside {
            return is_item(words).then_some(BlockStart { items: at, indent });
        }
        if at > 0 && words.starts_with(b"---") && indent == 0 {
            return None;
        }
        let key = words.strip_prefix(b"items:").map(<[u8]>::trim_ascii_start);
        is_inside = indent == 0 && key.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"#"));
    }
    None
}

/// Returns the whole items at the beginning of a text, whose first line is that of an item. The last one is whole only if
/// something else follows, or nothing can.
pub(super) fn items(text: &[u8], indent: usize, is_all: bool) -> Items {
    let mut items = Items { spans: Vec::new(), end: 0, then: Then::More };
    let mut open = None;
    for line in content(text) {
        let is_separator = line.indent == 0 && line.words.starts_with(b"---");
        let is_next = line.indent == indent && is_item(line.words);
        if is_separator || line.indent <= indent {
            items.spans.extend(open.take().map(|start| start..line.at));
            items.end = line.at;
        }
        if is_separator || line.indent <= indent && !is_next {
            return Items { then: Then::End, ..items };
        }
        open = open.or(is_next.then_some(line.at));
    }
    if is_all {
        items.spans.extend(open.map(|start| start..text.len()));
        (items.end, items.then) = (text.len(), Then::End);
    }
    items
}

fn is_item(words: &[u8]) -> bool {
    words == b"-" || words.starts_with(b"- ")
}

/// A line with something on it that is no comment.
struct Line<'a> {
    at: usize,
    indent: usize,
    /// The line without blanks on either side.
    words: &'a [u8],
}

/// The lines that a text holds to their ends, without those that are blank or a comment.
fn content(text: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let starts = text.split_inclusive(|&byte| byte == b'\n').scan(0, |next, line| {
        let at = *next;
        *next += line.len();
        Some((at, line))
    });
    starts.filter(|(_, line)| line.ends_with(b"\n")).filter_map(|(at, line)| {
        let indent = line.iter().take_while(|&&byte| byte == b' ').count();
        let words = line[indent..].trim_ascii_end();
        (!words.is_empty() && !words.starts_with(b"#")).then_some(Line { at, indent, words })
    })
}
