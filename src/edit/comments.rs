//! Comments between nodes: they have no place in the tree, and none may be lost.

use crate::source::Span;
use crate::yaml::{Kind, Node};

/// Returns true if there is a comment in a part of a text that holds no scalar.
pub(super) fn in_gap(text: &str, start: usize, end: usize) -> bool {
    let gap = text.get(start..end).unwrap_or_default();
    let is_alone = |at: usize| !matches!(text[..start + at].chars().next_back(), Some(c) if !c.is_whitespace());
    gap.match_indices('#').any(|(at, _)| is_alone(at))
}

/// Returns true if there is a comment in a part of a text, all scalars of which are those of a node.
pub(super) fn in_node(text: &str, node: Node<'_>, part: Span) -> bool {
    let mut scalars = Vec::new();
    collect(node, &mut scalars);
    let mut from = part.start;
    for scalar in scalars.into_iter().filter(|scalar| scalar.start >= part.start && scalar.end <= part.end) {
        if in_gap(text, from, scalar.start) {
            return true;
        }
        from = scalar.end.max(from);
    }
    in_gap(text, from, part.end)
}

fn collect(node: Node<'_>, scalars: &mut Vec<Span>) {
    if node.is_alias() {
        return scalars.push(node.span());
    }
    match node.kind() {
        Kind::Scalar => scalars.push(node.span()),
        Kind::Sequence => node.items().for_each(|item| collect(item, scalars)),
        Kind::Mapping => node.pairs().for_each(|(key, value)| {
            collect(key, scalars);
            collect(value, scalars);
        }),
    }
}
