//! The place where somebody types: the document with a mark there, made readable as far as that goes, and the way to the
//! mark.

use std::sync::Arc;

use serde_json::Value as Json;

use super::target;
use crate::source::{Source, Span};
use crate::yaml::{self, FieldPath, Segment};

/// The word in the place of what is typed.
const MARK: &str = "podpat0cursor0podpat";

/// A place where somebody types.
#[derive(Debug)]
pub(super) struct Cursor {
    /// The bytes of what was typed so far.
    pub(super) word: Span,
    /// The way to the mapping that gets a key, or to the value.
    pub(super) path: FieldPath,
    /// The document without what is typed.
    pub(super) document: Json,
    /// True if a key is typed.
    pub(super) is_key: bool,
}

/// The part of an entry that may be typed at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Key,
    Value,
    /// An item of a list: a value, or the first key of a mapping.
    Item,
}

/// Returns what may be typed at a place: a key, a value, or either. `line` are the bytes of the line.
pub(super) fn at(text: &str, line: Span, offset: usize) -> Vec<Cursor> {
    let word = word(text, line, offset);
    let before = &text[line.start..word.start];
    let Some((part, closing)) = part(before) else { return Vec::new() };
    let is_written = text[word.end..line.end].trim_start().starts_with(':');
    let ways: &[bool] = match part {
        Part::Key => &[true],
        Part::Value => &[false],
        Part::Item => &[true, false],
    };
    let marked = |is_key: bool| if is_key && !is_written { format!("{MARK}: 0") } else { MARK.to_owned() };
    let ways = ways.iter().filter(|is_key| **is_key || !is_written);
    ways.filter_map(|&is_key| read(text, line, word, [&marked(is_key), &closing], is_key)).collect()
}

/// Returns the bytes of what stands around an offset between the signs of YAML.
fn word(text: &str, line: Span, offset: usize) -> Span {
    let is_sign = |c: char| c.is_whitespace() || ":,[]{}#\"'".contains(c);
    let before = &text[line.start..offset];
    let start = before.rfind(is_sign).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let end = text[offset..line.end].find(is_sign).unwrap_or(line.end - offset);
    Span::new(line.start + start, offset + end)
}

/// Returns what is typed behind the beginning of a line, and the brackets that close those of the line; `None` in a comment
/// and within quotes.
fn part(before: &str) -> Option<(Part, String)> {
    let (mut open, mut last, mut quote) = (Vec::new(), None, None);
    let mut previous = ' ';
    for c in before.chars() {
        match (quote, c) {
            (Some(sign), c) if c == sign => quote = None,
            (None, '#') if previous.is_whitespace() => return None,
            (None, '"' | '\'') if !previous.is_alphanumeric() => quote = Some(c),
            (None, '[' | '{') => open.push(c),
            (None, ']' | '}') => drop(open.pop()),
            _ => {}
        }
        if !c.is_whitespace() {
            last = Some(c);
        }
        previous = c;
    }
    let is_blank = before.chars().all(|c| c.is_whitespace() || c == '-');
    let part = match (open.last(), last) {
        _ if quote.is_some() => return None,
        (_, Some(':')) => Part::Value,
        (Some('{'), Some('{' | ',')) | (None, None) => Part::Key,
        (Some('['), Some('[' | ',')) => Part::Item,
        (None, Some('-')) if is_blank && previous == ' ' => Part::Item,
        _ => return None,
    };
    Some((part, open.iter().rev().map(|c| if *c == '[' { ']' } else { '}' }).collect()))
}

/// Reads the document around a place, or as much of it as can be read.
fn read(text: &str, line: Span, word: Span, [marked, closing]: [&str; 2], is_key: bool) -> Option<Cursor> {
    let around = document(text, line);
    let (above, below) = (&text[around.start..line.start], &text[line.end..around.end]);
    let here = [&text[line.start..word.start], marked, &text[word.end..line.end]].concat();
    let closed = [&text[line.start..word.start], marked, closing].concat();
    [
        [above, &here, below].concat(),
        [above, &here].concat(),
        [above, &closed].concat(),
        outline(above, &here, true) + &closed,
        outline(above, &here, false) + &closed,
    ]
    .into_iter()
    .find_map(|text| {
        let (path, document) = find(&text)?;
        Some(Cursor { word, path, document, is_key })
    })
}

/// Returns the bytes of the document that a line is in.
fn document(text: &str, line: Span) -> Span {
    let start = text[..line.start].rfind("\n---").map_or(0, |at| at + 1);
    let start = text[start..line.start]
        .find('\n')
        .filter(|_| text[start..].starts_with("---"))
        .map_or(start, |at| start + at + 1);
    let end = text[line.end..].find("\n---").map_or(text.len(), |at| line.end + at + 1);
    Span::new(start.min(line.start), end)
}

/// Returns the lines above another one that it lies below, and those beside it; `beside_all`, those beside any of them, too.
fn outline(above: &str, line: &str, beside_all: bool) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let own = indent(line);
    let (mut limit, mut kept) = (own, Vec::new());
    for line in above.lines().rev().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
        let here = indent(line);
        if here < limit || here == limit && (limit == own || beside_all) {
            limit = here;
            kept.push(line);
        }
    }
    kept.iter().rev().flat_map(|line| [*line, "\n"]).collect()
}

/// Returns the way to the mark, and the document without it.
fn find(text: &str) -> Option<(FieldPath, Json)> {
    let at = text.find(MARK)?;
    let stream = yaml::parse(&Arc::new(Source::new("", text)));
    let is_here = |document: &&yaml::Document| document.span.start <= at && at < document.span.end;
    let tree = stream.documents.iter().find(is_here)?.tree.as_ref().ok()?;
    let target = target::at(tree.root(), at)?;
    let mut document = tree.root().to_json();
    take(&mut document, target.path.segments());
    let path = if target.is_key { target.path.parent()? } else { target.path };
    Some((path, document))
}

/// Takes what is at a place out of a document.
fn take(document: &mut Json, path: &[Segment<'_>]) {
    match (path, document) {
        ([Segment::Field(name) | Segment::Key(name)], Json::Object(fields)) => {
            if let Some(value) = fields.get_mut(name.as_ref()).filter(|_| name != MARK) {
                *value = Json::Null;
            }
            fields.shift_remove(MARK);
        }
        ([Segment::Index(index)], Json::Array(items)) => {
            if let Some(item) = items.get_mut(*index) {
                *item = Json::Null;
            }
        }
        ([segment, rest @ ..], document) => {
            let below = match segment {
                Segment::Index(index) => document.get_mut(*index),
                Segment::Field(name) | Segment::Key(name) => document.get_mut(name.as_ref()),
            };
            if let Some(below) = below {
                take(below, rest);
            }
        }
        ([], document) => *document = Json::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_texts_that_cannot_be_read() {
        for (what, text, expected) in [
            ("a key at the top", "a: 1\nb|", vec![("", true)]),
            ("an empty line", "a:\n  b: 1\n  |\nc: 2", vec![("a", true)]),
            ("a key that has a value", "a:\n  b|: 1", vec![("a", true)]),
            ("a value", "a:\n  b: x|", vec![("a.b", false)]),
            ("no value yet", "a:\n  b: |\nc: 1", vec![("a.b", false)]),
            ("an item", "a:\n- x\n- |", vec![("a[1]", true), ("a[1]", false)]),
            ("a key of an item", "a:\n- x: 1\n  y|", vec![("a[0]", true)]),
            ("in braces", "a: {b: 1, c|}", vec![("a", true)]),
            ("in brackets", "a: [b, c|]", vec![("a[1]", true), ("a[1]", false)]),
            ("in a bracket that is open", "a:\n  b: {c: [d, e|\nf: 1", vec![("a.b.c[1]", true), ("a.b.c[1]", false)]),
            ("below what is broken", "x: [\na:\n  b: 1\n  c|", vec![("a", true)]),
            ("above what is broken", "a:\n  b|\nx: [\n", vec![("a", true)]),
            ("beside what is broken further in", "a:\n  x:\n    y: [\n  b|", vec![("a", true)]),
            ("in the second document", "a: 1\n---\nb:\n  c|\n---\nd: [", vec![("b", true)]),
            ("a comment", "a: 1 # b|", vec![]),
            ("quotes", "a: 'b|'", vec![]),
            ("a dash in a word", "a:\n  b-c|", vec![("a", true)]),
        ] {
            let offset = text.find('|').expect("a place");
            let text = text.replace('|', "");
            let line = Span::new(
                text[..offset].rfind('\n').map_or(0, |at| at + 1),
                text[offset..].find('\n').map_or(text.len(), |at| offset + at),
            );
            let found: Vec<_> = at(&text, line, offset).iter().map(|at| (at.path.to_string(), at.is_key)).collect();
            let expected: Vec<_> = expected.into_iter().map(|(path, is_key)| (path.to_owned(), is_key)).collect();
            assert_eq!(found, expected, "{what}");
        }
    }
}
