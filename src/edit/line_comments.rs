//! Comments on lines of their own, right above entries and items in block style.

use serde_json::Value;

use super::apply::Edit;
use super::lines;
use super::place::{Place, Way, parts};
use super::refused::Refused;
use crate::yaml::{COMMENT, FieldPath, Node, Segment};

/// Returns the comments right above the entries and items of a document, in the order of the text: the path of what each
/// stands above, and its text.
pub fn line_comments(root: Node<'_>) -> Vec<(FieldPath, String)> {
    let mut found = Vec::new();
    let start = root.span().start;
    collect(Place { node: root, from: start, start, key: None, at: 0 }, &FieldPath::default(), &mut found);
    found
}

/// Returns the items of a list, each with the comments right above it.
pub fn items_with_comments(list: Node<'_>) -> Vec<Value> {
    let mut items: Vec<Value> = list.items().map(Node::to_json).collect();
    if list.is_flow() || list.is_alias() {
        return items;
    }
    let text = list.tree().source().text();
    let way = Way::to(list.tree().root(), &list.path()).ok();
    for part in way.and_then(|way| parts(way.last())).unwrap_or_default() {
        let comments: Vec<&str> = above(text, part).into_iter().map(|(_, comment)| comment).collect();
        if let Some(Value::Object(item)) = items.get_mut(part.at).filter(|_| !comments.is_empty()) {
            item.insert(COMMENT.to_owned(), comments.join("\n").into());
        }
    }
    items
}

fn collect(place: Place<'_>, path: &FieldPath, found: &mut Vec<(FieldPath, String)>) {
    if place.node.is_flow() || place.node.is_alias() {
        return;
    }
    let text = place.node.tree().source().text();
    for part in parts(place).unwrap_or_default() {
        let step = part.key.map_or(Segment::Index(part.at), |key| Segment::Field(key.text().into()));
        let path = path.clone().join(step);
        found.extend(above(text, part).into_iter().map(|(_, comment)| (path.clone(), comment.to_owned())));
        collect(part, &path, found);
    }
}

/// Returns the path of the innermost entry or item on the way to a path that a comment can stand above.
pub fn commentable(root: Node<'_>, path: &FieldPath) -> Option<FieldPath> {
    let way = Way::to(root, path).ok()?;
    let text = root.tree().source().text();
    let in_block = way.places.iter().take_while(|place| !place.node.is_flow()).count();
    let deepest = in_block.min(way.places.len() - 1);
    let at = (1..=deepest).rev().find(|&at| indent(text, way.places[at]).is_some())?;
    Some(FieldPath::new(path.segments()[..at].iter().cloned()))
}

/// Returns the comments right above an entry or item that begins a line, and the beginning of the line of each.
pub(super) fn above<'t>(text: &'t str, part: Place<'_>) -> Vec<(usize, &'t str)> {
    let mut found = Vec::new();
    let Some(indent) = indent(text, part) else { return found };
    let mut line = lines::start(text, part.start);
    while line > 0 {
        line = lines::start(text, line - 1);
        if lines::comment(text, line) != Some(indent.len()) {
            break;
        }
        let comment = &text[line + indent.len() + 1..lines::end(text, line)];
        found.push((line, comment.trim()));
    }
    found.reverse();
    found
}

/// Returns the blanks in front of an entry or item that begins a line.
fn indent<'t>(text: &'t str, part: Place<'_>) -> Option<&'t str> {
    let indent = &text[lines::start(text, part.start)..part.start];
    indent.bytes().all(|byte| byte == b' ').then_some(indent)
}

pub(super) fn put(text: &str, way: &Way<'_>, comment: &str) -> Result<Vec<Edit>, Refused> {
    let part = there(way)?;
    let indent = indent(text, part).ok_or_else(|| Refused::Form(way.path.clone()))?;
    let line = format!("{indent}# {comment}{}", lines::line_break(text));
    Ok(vec![Edit::insert(part.start - indent.len(), line)])
}

pub(super) fn take(text: &str, way: &Way<'_>, comment: &str) -> Result<Vec<Edit>, Refused> {
    let found = above(text, there(way)?).into_iter().rfind(|(_, other)| *other == comment.trim());
    let (line, _) = found.ok_or_else(|| Refused::Missing(way.path.clone()))?;
    Ok(vec![Edit::remove(line, lines::next(text, line))])
}

/// Returns the last place of a way that leads all through.
pub(super) fn there<'t>(way: &Way<'t>) -> Result<Place<'t>, Refused> {
    let is_there = way.missing.is_empty() && way.places.len() > 1;
    if is_there { Ok(way.last()) } else { Err(Refused::Missing(way.path.clone())) }
}
