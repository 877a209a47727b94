//! Insertions and changes are taken back, to the byte.

use super::apply::Edit;
use super::block::end_of_lines;
use super::line_comments::{above, there};
use super::place::{Way, parts};
use super::refused::Refused;
use super::{flow, lines};
use crate::yaml::{FieldPath, Kind, Node};

/// Returns the text of the value at a path, for [`Change::Restore`](super::Change::Restore) to put back: nothing where it
/// is not written. `becomes_block` is true where a list or mapping on lines of its own takes its place, which begins
/// right behind the colon.
pub fn written(root: Node<'_>, path: &FieldPath, becomes_block: bool) -> Option<String> {
    let way = Way::to(root, path).ok()?;
    let (place, text) = (there(&way).ok()?, root.tree().source().text());
    let span = place.node.span();
    if !becomes_block || way.is_in_flow() {
        return text.get(span.start..span.end).map(str::to_owned);
    }
    let start = place.properties_end(text);
    let old = text.get(start..place.end(text).max(start))?;
    let old = if old.contains('\n') { old.trim() } else { old };
    Some(old.strip_prefix(' ').unwrap_or(old).to_owned())
}

/// Takes an entry or item out, with the lines from a comment above it on.
pub(super) fn take_out(text: &str, way: &Way<'_>, comment: Option<&str>) -> Result<Vec<Edit>, Refused> {
    let (part, form) = (there(way)?, || Refused::Form(way.path.clone()));
    let holder = way.holder().ok_or_else(form)?;
    if holder.node.is_flow() {
        return flow::remove(text, holder, part, way);
    }
    if parts(holder).is_none_or(|parts| parts.len() == 1) || !lines::is_first(text, part.start) {
        return Err(form());
    }
    let said = above(text, part).into_iter().find(|(_, other)| comment == Some(*other));
    let start = said.map_or_else(|| lines::start(text, part.start), |(line, _)| line);
    Ok(vec![lines::cut(text, start, end_of_lines(text, part))])
}

/// Puts an old text in the place of a value.
pub(super) fn restore(text: &str, way: &Way<'_>, old: &str, comment: Option<&str>) -> Result<Vec<Edit>, Refused> {
    let place = there(way)?;
    let (node, start, end) = (place.node, place.properties_end(text), place.end(text));
    let (span, spaced) = (node.span(), if old.is_empty() { String::new() } else { format!(" {old}") });
    let is_block = node.kind() != Kind::Scalar && !node.is_flow() && !node.is_alias();
    let first = parts(place).filter(|_| is_block).and_then(|parts| parts.first().copied());
    if let Some(first) = first.filter(|first| text.get(start..first.start).is_some_and(|gap| gap.contains('\n'))) {
        let said = above(text, first).into_iter().find(|(_, other)| comment == Some(*other));
        let from = said.map_or_else(|| lines::start(text, first.start), |(line, _)| line);
        let from = lines::without_break(text, from).max(start);
        return Ok(vec![Edit::insert(start, spaced), Edit::remove(from, end)]);
    }
    Ok(vec![if old.is_empty() {
        Edit::remove(start, end.max(start))
    } else if span.is_empty() {
        Edit::insert(start, spaced)
    } else {
        Edit::replace(span, old)
    }])
}
