//! Changes of lists and mappings in brackets, JSON among them.

use serde_json::{Map, Value};

use super::apply::Edit;
use super::comments::{in_gap, in_node};
use super::lines;
use super::place::{Place, Way, parts};
use super::refused::Refused;
use super::scalar;
use crate::source::Span;
use crate::yaml::{COMMENT, Kind, Node, double_quoted};

/// The style in which things in brackets are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    is_json: bool,
    strings: Quotes,
    has_blanks: bool,
    /// For JSON on several lines: the indentation of the line with the bracket, and the step to the next.
    lines: Option<(usize, usize)>,
    line_break: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quotes {
    Plain,
    Single,
    Double,
}

impl Style {
    /// Returns the style of what is written at a place.
    pub(super) fn of(text: &str, way: &Way<'_>) -> Self {
        let root = way.places[0].node;
        let is_json = is_json(text, root);
        let last = way.last();
        let near = if last.node.is_flow() { last } else { way.holder().unwrap_or(last) };
        let parts = parts(near).unwrap_or_default();
        let is_compact =
            |part: &Place<'_>| part.key.is_some() && text[part.from..].starts_with(|c: char| c != ' ' && c != '\n');
        let sample = if near.key.is_some() && parts.is_empty() { Some(&near) } else { parts.first() };
        let line = lines::start(text, last.start);
        let indent = text[line..].len() - text[line..].trim_start_matches(' ').len();
        let step = || root.pairs().next().map(|(key, _)| lines::column(text, key.span().start)).filter(|&by| by > 0);
        let is_tall = is_json && text[root.span().start..root.span().end].contains('\n');
        Self {
            is_json,
            strings: if is_json { Quotes::Double } else { quotes(text, near.node) },
            has_blanks: !sample.is_some_and(is_compact),
            lines: is_tall.then(|| (indent, step().unwrap_or(2).min(8))),
            line_break: lines::line_break(text),
        }
    }

    fn string(self, text: &str) -> String {
        match self.strings {
            _ if self.is_json => Value::from(text).to_string(),
            Quotes::Double => double_quoted(text),
            Quotes::Single => scalar::single_quoted(text),
            Quotes::Plain => scalar::plain(text, true),
        }
    }

    fn key(self, key: &str) -> String {
        if self.is_json { Value::from(key).to_string() } else { scalar::plain(key, true) }
    }

    fn entry(self, key: &str, value: &Value) -> String {
        // Only a key in quotes may have its value right behind the colon.
        let colon = if self.has_blanks || !self.is_json { ": " } else { ":" };
        format!("{}{colon}{}", self.key(key), self.value(value))
    }

    /// Returns a value in brackets, or a scalar.
    pub(super) fn value(self, value: &Value) -> String {
        let inside = Self { lines: self.lines.map(|(indent, step)| (indent + step, step)), ..self };
        match value {
            Value::String(text) => self.string(text),
            Value::Array(items) => self.bracketed('[', items.iter().map(|item| inside.value(item)).collect(), ']'),
            Value::Object(map) => {
                self.bracketed('{', map.iter().map(|(key, value)| inside.entry(key, value)).collect(), '}')
            }
            other => other.to_string(),
        }
    }

    fn bracketed(self, open: char, parts: Vec<String>, close: char) -> String {
        match self.lines {
            Some((indent, step)) if !parts.is_empty() => {
                let outer = format!("{}{}", self.line_break, " ".repeat(indent));
                let inner = format!("{outer}{}", " ".repeat(step));
                format!("{open}{inner}{}{outer}{close}", parts.join(&format!(",{inner}")))
            }
            _ => format!("{open}{}{close}", parts.join(self.comma())),
        }
    }

    const fn comma(self) -> &'static str {
        if self.has_blanks { ", " } else { "," }
    }
}

/// Returns true if a document is written as JSON.
fn is_json(text: &str, root: Node<'_>) -> bool {
    let first = root.pairs().next().map(|(key, _)| key.span().start);
    root.is_flow() && first.is_some_and(|at| text[at..].starts_with('"'))
}

/// Returns the quotes that the first string of a list has, or the first value of a mapping.
fn quotes(text: &str, node: Node<'_>) -> Quotes {
    let scalars = node.items().chain(node.pairs().map(|(_, value)| value));
    let mut strings = scalars.filter(|item| item.kind() == Kind::Scalar && item.as_str().is_some()).map(|item| {
        match text.as_bytes().get(item.span().start) {
            Some(b'"') => Quotes::Double,
            Some(b'\'') => Quotes::Single,
            _ => Quotes::Plain,
        }
    });
    strings.next().unwrap_or(Quotes::Plain)
}

/// Puts entries at the end of a mapping, or in front of one of its entries.
pub(super) fn insert_entries(
    text: &str,
    way: &Way<'_>,
    entries: &Map<String, Value>,
    before: Option<usize>,
) -> Result<Vec<Edit>, Refused> {
    let new = |style: Style| entries.iter().map(|(key, value)| style.entry(key, value)).collect();
    insert(text, way, &new, before)
}

/// Puts an item at the end of a list, or in front of one of its items.
pub(super) fn insert_item(
    text: &str,
    way: &Way<'_>,
    item: &Value,
    before: Option<usize>,
) -> Result<Vec<Edit>, Refused> {
    insert(text, way, &|style: Style| vec![style.value(item)], before)
}

fn insert(
    text: &str,
    way: &Way<'_>,
    new: &dyn Fn(Style) -> Vec<String>,
    before: Option<usize>,
) -> Result<Vec<Edit>, Refused> {
    let place = way.last();
    let (form, comments) = (|| Refused::Form(way.path.clone()), || Refused::Comments(way.path.clone()));
    let parts = parts(place).ok_or_else(form)?;
    let Some(last) = parts.last() else { return Err(form()) };
    let inside = Span::new(place.node.span().start + 1, place.node.span().end - 1);
    let reference = before.and_then(|at| parts.get(at)).unwrap_or(last);
    let gap_start = if reference.at == 0 { inside.start } else { parts[reference.at - 1].end(text) };
    let gap = text.get(gap_start..reference.start).ok_or_else(form)?;
    if in_gap(text, gap_start, reference.start) || in_gap(text, last.end(text), inside.end) {
        return Err(comments());
    }
    if !gap.chars().all(|c| c == ',' || c.is_whitespace()) {
        return Err(form());
    }
    let mut style = Style::of(text, way);
    let is_tall = gap.contains('\n');
    style.lines = style.lines.filter(|_| is_tall).map(|(_, step)| (lines::column(text, reference.start), step));
    let separator = match reference.at {
        0 if is_tall => format!(",{gap}"),
        0 => style.comma().to_owned(),
        _ => gap.to_owned(),
    };
    let new = new(style).join(&separator);
    Ok(vec![match before.filter(|&at| at < parts.len()) {
        Some(_) => Edit::insert(reference.start, new + &separator),
        None => Edit::insert(last.end(text), separator + &new),
    }])
}

/// Takes an entry or an item out.
pub(super) fn remove(text: &str, holder: Place<'_>, part: Place<'_>, way: &Way<'_>) -> Result<Vec<Edit>, Refused> {
    let parts = parts(holder).ok_or_else(|| Refused::Form(way.path.clone()))?;
    let inside = Span::new(holder.node.span().start + 1, holder.node.span().end - 1);
    let (before, after) = (part.at.checked_sub(1).map(|at| &parts[at]), parts.get(part.at + 1));
    let (start, end) = match (before, after) {
        (_, Some(next)) => (part.start, next.start),
        (Some(before), None) => (before.end(text), part.end(text)),
        (None, None) => (inside.start, inside.end),
    };
    if in_gap(text, start.min(part.start), part.start) || in_gap(text, part.end(text), end.max(part.end(text))) {
        return Err(Refused::Comments(way.path.clone()));
    }
    Ok(vec![Edit::remove(start, end)])
}

/// Puts a value in the place of one that stands within brackets.
pub(super) fn set(text: &str, way: &Way<'_>, value: &Value) -> Result<Vec<Edit>, Refused> {
    let (place, style) = (way.last(), Style::of(text, way));
    let old = place.node.span();
    if place.node.is_flow() && in_node(text, place.node, old) {
        return Err(Refused::Comments(way.path.clone()));
    }
    let is_scalar = !matches!(value, Value::Array(_) | Value::Object(_));
    let new = if is_scalar && !style.is_json && !old.is_empty() && place.node.kind() == Kind::Scalar {
        scalar::in_style_of(&text[old.start..old.end], value, true)
    } else {
        style.value(value)
    };
    Ok(vec![if old.is_empty() {
        Edit::insert(place.properties_end(text), format!(" {new}"))
    } else {
        Edit::replace(old, new)
    }])
}

/// Refuses values with comments, which have no place within brackets.
pub(super) fn without_comments(value: &Value, way: &Way<'_>) -> Result<(), Refused> {
    let has_one = match value {
        Value::Object(map) if map.contains_key(COMMENT) => true,
        Value::Object(map) => return map.values().try_for_each(|value| without_comments(value, way)),
        Value::Array(items) => return items.iter().try_for_each(|item| without_comments(item, way)),
        _ => false,
    };
    if has_one { Err(Refused::Comments(way.path.clone())) } else { Ok(()) }
}
