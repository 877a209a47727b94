//! The text of a mapping as it is written, to stand somewhere else.

use super::block::end_of_lines;
use super::line_comments::there;
use super::lines;
use super::place::{Way, parts};
use crate::yaml::{FieldPath, Kind, Node};

/// Returns the lines of the mapping at a path, moved to the left edge, with the comments among them and `\n` as line
/// break; `None` where the mapping is not written in block style on lines of its own.
pub fn excerpt(root: Node<'_>, path: &FieldPath) -> Option<String> {
    let way = Way::to(root, path).ok()?;
    let (place, text) = (there(&way).ok()?, root.tree().source().text());
    let node = place.node;
    if way.is_in_flow() || node.is_flow() || node.is_alias() || node.kind() != Kind::Mapping {
        return None;
    }
    let parts = parts(place)?;
    let (first, last) = (parts.first()?, parts.last()?);
    let start = lines::next(text, place.properties_end(text));
    if !lines::is_first(text, first.start) || start > lines::start(text, first.start) {
        return None;
    }
    let column = first.column(text);
    let moved = text.get(start..end_of_lines(text, *last))?.lines().map(|line| {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        &line[blanks.min(column)..]
    });
    Some(moved.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;
    use crate::yaml::parse;

    fn excerpt_of(text: &str) -> Option<String> {
        let documents = parse(&Arc::new(Source::new("", text))).documents;
        let tree = documents[0].tree.as_ref().expect("a tree").clone();
        excerpt(tree.root(), &FieldPath::default().field("a"))
    }

    #[test]
    fn a_mapping_in_block_style_is_moved_with_its_comments() {
        let text = "a: # key\r\n    # head\r\n    b: |\r\n      x\r\n\r\n       y\r\n  # odd\r\n    c: 1 # one\r\n      # below\r\nd: 2\r\n";
        assert_eq!(excerpt_of(text).as_deref(), Some("# head\nb: |\n  x\n\n   y\n# odd\nc: 1 # one\n  # below"));
        for other in ["a: {b: 1}\n", "x: &x {b: 1}\na: *x\n", "a: [1]\n", "a: 1\n", "b: 1\n", "{a: {b: 1}}"] {
            assert_eq!(excerpt_of(other), None, "{other}");
        }
    }
}
