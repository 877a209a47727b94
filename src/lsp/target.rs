//! The node at a place of a text.

use crate::source::Span;
use crate::yaml::{FieldPath, Kind, Node, Segment};

/// A node at a place, or the key of an entry.
pub(super) struct Target<'t> {
    /// The way to it.
    pub(super) path: FieldPath,
    /// The node; of a key, its value.
    pub(super) node: Node<'t>,
    /// The bytes at the place.
    pub(super) span: Span,
    /// True if the place is in the key.
    pub(super) is_key: bool,
}

/// Returns the innermost node below a root that an offset lies in, or at the end of.
pub(super) fn at(root: Node<'_>, offset: usize) -> Option<Target<'_>> {
    let is_in = |node: Node<'_>| node.span().start <= offset && offset <= node.span().end;
    let (mut node, mut path) = (root, FieldPath::default());
    if !is_in(root) {
        return None;
    }
    'deeper: loop {
        if !node.is_alias() {
            if node.kind() == Kind::Sequence
                && let Some((index, item)) = node.items().enumerate().find(|(_, item)| is_in(*item))
            {
                (node, path) = (item, path.join(Segment::Index(index)));
                continue;
            }
            for (key, value) in node.pairs() {
                let below = || path.clone().join(Segment::Field(key.text().into()));
                if is_in(key) {
                    return Some(Target { path: below(), node: value, span: key.span(), is_key: true });
                }
                if is_in(value) && !value.span().is_empty() {
                    (path, node) = (below(), value);
                    continue 'deeper;
                }
            }
        }
        return Some(Target { path, node, span: node.span(), is_key: false });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;

    #[test]
    fn places_lead_to_the_innermost_node() {
        let text = "a:\n  b: [x, {c: yy}]\nd:\n- e: 1\n";
        let stream = crate::yaml::parse(&Arc::new(Source::new("x", text)));
        let tree = stream.documents[0].tree.as_ref().expect("a tree");
        for (word, path, is_key) in [
            ("a", "a", true),
            ("x", "a.b[0]", false),
            ("c", "a.b[1].c", true),
            ("yy", "a.b[1].c", false),
            ("1", "d[0].e", false),
        ] {
            let target = at(tree.root(), text.find(word).expect("a word")).expect("a node");
            assert_eq!((target.path.to_string().as_str(), target.is_key), (path, is_key), "{word}");
        }
        assert!(at(tree.root(), 99).is_none());
    }
}
