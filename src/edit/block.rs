//! Changes of lists with dashes and of mappings on lines of their own.

use serde_json::{Map, Value};

use super::apply::Edit;
use super::comments::{in_gap, in_node};
use super::layout;
use super::lines;
use super::place::{Place, Way, parts};
use super::refused::Refused;
use super::scalar;
use crate::source::Span;
use crate::yaml::{Kind, Node};

/// Puts entries behind an entry of a mapping.
pub(super) fn insert_entries_behind(
    text: &str,
    way: &Way<'_>,
    entries: &Map<String, Value>,
    part: Place<'_>,
) -> Vec<Edit> {
    let column = part.column(text);
    let new = layout::around(&way.places).entries(&Value::Object(entries.clone()), column);
    vec![behind(text, part, &new)]
}

/// Puts entries in front of an entry of a mapping.
pub(super) fn insert_entries_before(
    text: &str,
    way: &Way<'_>,
    entries: &Map<String, Value>,
    part: Place<'_>,
) -> Vec<Edit> {
    let column = part.column(text);
    let new = layout::around(&way.places).entries(&Value::Object(entries.clone()), column);
    if lines::is_first(text, part.start) {
        return vec![before(text, part, &new, is_root(way))];
    }
    // The first entry of an item stands behind its dash.
    let new = broken(text, &format!("{}\n{}", new.trim_start_matches(' '), " ".repeat(column)));
    vec![Edit::insert(part.start, new)]
}

/// Puts an item at the end of a list, or in front of one of its items.
pub(super) fn insert_item(text: &str, way: &Way<'_>, item: &Value, index: usize) -> Result<Vec<Edit>, Refused> {
    let form = || Refused::Form(way.path.clone());
    let parts = parts(way.last()).ok_or_else(form)?;
    let (first, last) = (parts.first().ok_or_else(form)?, parts.last().ok_or_else(form)?);
    let new = layout::around(&way.places).item(item, first.column(text));
    match parts.get(index) {
        None => Ok(vec![behind(text, *last, &new)]),
        Some(part) if lines::is_first(text, part.start) => Ok(vec![before(text, *part, &new, is_root(way))]),
        Some(_) => Err(form()),
    }
}

fn is_root(way: &Way<'_>) -> bool {
    way.places.len() == 1
}

/// Puts lines behind an entry or item.
fn behind(text: &str, part: Place<'_>, new: &str) -> Edit {
    Edit::insert(end_of_lines(text, part), broken(text, &format!("\n{new}")))
}

/// Puts lines in front of an entry or item and of its comments.
fn before(text: &str, part: Place<'_>, new: &str, is_in_root: bool) -> Edit {
    Edit::insert(start_of_lines(text, part, is_in_root), broken(text, &format!("{new}\n")))
}

/// Puts a value in the place of one that stands behind a key or a dash.
pub(super) fn set(text: &str, way: &Way<'_>, value: &Value) -> Result<Vec<Edit>, Refused> {
    let (place, comments) = (way.last(), || Refused::Comments(way.path.clone()));
    let (node, old) = (place.node, place.node.span());
    let is_block = node.kind() != Kind::Scalar && !node.is_flow() && !node.is_alias();
    let start = place.properties_end(text);
    let end = place.end(text).max(start);
    if node.kind() != Kind::Scalar && in_node(text, node, Span::new(start, end)) {
        return Err(comments());
    }
    if let (Value::String(new), true) = (value, is_literal(text, node))
        && let Some(new) = scalar::literal(&text[old.start..old.end], new)
    {
        return Ok(vec![narrowed(text, old, &new)]);
    }
    let new = broken(text, &printed(text, way, value));
    // Behind quotes, or in front of a comment that a block scalar would swallow, a text of several lines stays in quotes.
    let line = lines::end(text, end);
    let has_comment = in_gap(text, end, line);
    let below = end_of_lines(text, place);
    let swallows = new.trim_start().starts_with('|') && below > line;
    let stays = value.is_string() && (has_comment || swallows || text[old.start..old.end].starts_with(['"', '\'']));
    if !new.contains('\n') || stays {
        let style = if is_block { "" } else { &text[old.start..old.end] };
        let inline = || scalar::in_style_of(style, value, false);
        let is_scalar = node.kind() == Kind::Scalar && !is_literal(text, node);
        return Ok(vec![match () {
            () if is_scalar && !old.is_empty() => Edit::replace(old, inline()),
            () => Edit::replace(Span::new(start, end), format!(" {}", inline())),
        }]);
    }
    // Comments on the line of the key, and those below it, stay there.
    if (has_comment || below > line) && !text[start..end].contains('\n') {
        let first = new.trim_start_matches(' ');
        let indent = " ".repeat(place.column(text) + 1 + new.len() - first.len());
        let is_below = first.starts_with(['\r', '\n']);
        let new = if is_below { new } else { format!("{}{indent}{first}", lines::line_break(text)) };
        return Ok(vec![Edit::remove(start, end), Edit::insert(below, new)]);
    }
    Ok(vec![Edit::replace(Span::new(start, end), new)])
}

/// Returns a value as it stands behind the key or dash of a place.
fn printed(text: &str, way: &Way<'_>, value: &Value) -> String {
    let (place, layout) = (way.last(), layout::around(&way.places));
    let column = place.column(text);
    if place.key.is_some() {
        return layout.after_key(value, column);
    }
    layout.item(value, column).trim_start().strip_prefix('-').unwrap_or_default().to_owned()
}

/// Takes an entry or an item out, with the comments of its own.
pub(super) fn remove(text: &str, way: &Way<'_>, holder: Place<'_>, part: Place<'_>) -> Result<Vec<Edit>, Refused> {
    let parts = parts(holder).ok_or_else(|| Refused::Form(way.path.clone()))?;
    if parts.len() == 1 {
        return empty(text, way, holder, part);
    }
    if lines::is_first(text, part.start) {
        let start = start_of_lines(text, part, way.places.len() == 2);
        return Ok(vec![lines::cut(text, start, end_of_lines(text, part))]);
    }
    // What stands behind a dash: the next one moves up.
    match parts.get(part.at + 1) {
        Some(next) if !in_gap(text, part.end(text), next.start) => Ok(vec![Edit::remove(part.start, next.start)]),
        Some(_) => Err(Refused::Comments(way.path.clone())),
        None => Err(Refused::Form(way.path.clone())),
    }
}

/// Leaves empty brackets of a mapping or list whose only entry or item is taken out.
fn empty(text: &str, way: &Way<'_>, holder: Place<'_>, part: Place<'_>) -> Result<Vec<Edit>, Refused> {
    let brackets = if holder.node.kind() == Kind::Mapping { "{}" } else { "[]" };
    if way.places.len() == 2 {
        let old = Span::new(holder.node.span().start, holder.end(text));
        let is_alone = !in_node(text, holder.node, old);
        return is_alone.then(|| vec![Edit::replace(old, brackets)]).ok_or(Refused::Comments(way.path.clone()));
    }
    let start = holder.properties_end(text);
    let line = lines::end(text, start);
    if part.start < line {
        return Ok(vec![Edit::replace(Span::new(start, end_of_lines(text, part)), format!(" {brackets}"))]);
    }
    Ok(vec![Edit::insert(start, format!(" {brackets}")), Edit::remove(line, end_of_lines(text, part))])
}

/// Returns the beginning of the first line of an entry or item: that of the comments right above it, which stand as far
/// to the right. Those at the head of a document speak of the document.
fn start_of_lines(text: &str, part: Place<'_>, is_in_root: bool) -> usize {
    let mut start = lines::start(text, part.start);
    if is_in_root && part.at == 0 {
        return start;
    }
    let column = part.column(text);
    while start > 0 {
        let above = lines::start(text, start - 1);
        if lines::comment(text, above) != Some(column) {
            break;
        }
        start = above;
    }
    start
}

/// Returns the end of the last line of an entry or item, without its line break: that of the comments below it that
/// stand further to the right.
pub(super) fn end_of_lines(text: &str, part: Place<'_>) -> usize {
    let mut end = lines::end(text, part.end(text));
    let column = part.column(text);
    if keeps_breaks(text, part.node) {
        let rest = &text[end..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\r', '\n']).len();
        let blank = &rest[..blank];
        end += blank.rfind('\n').map_or(0, |at| at - usize::from(blank[..at].ends_with('\r')));
    }
    let mut below = lines::next(text, end);
    while below < text.len() {
        match lines::comment(text, below) {
            Some(found) if found > column => end = lines::end(text, below),
            None if text[below..lines::end(text, below)].trim().is_empty() => {}
            _ => break,
        }
        below = lines::next(text, below);
    }
    end
}

/// Returns true if the last scalar of a node is a block scalar that keeps the line breaks behind it.
fn keeps_breaks(text: &str, node: Node<'_>) -> bool {
    if node.is_alias() {
        return false;
    }
    match node.kind() {
        Kind::Mapping => node.pairs().last().is_some_and(|(_, value)| keeps_breaks(text, value)),
        Kind::Sequence => node.items().last().is_some_and(|item| keeps_breaks(text, item)),
        Kind::Scalar => {
            let header = text[node.span().start..].lines().next().unwrap_or_default();
            header.starts_with(['|', '>']) && header.contains('+')
        }
    }
}

fn is_literal(text: &str, node: Node<'_>) -> bool {
    node.kind() == Kind::Scalar && !node.span().is_empty() && text[node.span().start..].starts_with(['|', '>'])
}

/// An edit that leaves out what an old and a new text have in common at both ends.
fn narrowed(text: &str, old: Span, new: &str) -> Edit {
    let before = &text[old.start..old.end];
    let same = |(a, b): &(char, char)| a == b;
    let front: usize = before.chars().zip(new.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (before, inner) = (&before[front..], &new[front..]);
    let back: usize = before.chars().rev().zip(inner.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    Edit::replace(Span::new(old.start + front, old.end - back), &inner[..inner.len() - back])
}

/// A text with the line breaks that another one uses.
fn broken(text: &str, new: &str) -> String {
    match lines::line_break(text) {
        "\n" => new.to_owned(),
        line_break => new.replace('\n', line_break),
    }
}
