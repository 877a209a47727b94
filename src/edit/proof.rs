//! The proof of edits: the text that comes out is read again, and has to say what was meant and nothing else.

use std::sync::Arc;

use super::apply::{Edit, apply};
use super::change::Change;
use super::expected;
use super::refused::Refused;
use crate::source::{Source, Span};
use crate::yaml::{Node, Tree, parse};

/// Proves that edits make just these changes of an object, and none of another document. Returns the text that comes out.
///
/// # Errors
/// Fails if the text that comes out cannot be read, or says something else.
pub fn prove(object: Node<'_>, changes: &[Change], edits: &[Edit]) -> Result<(), Refused> {
    let tree = object.tree();
    let (text, root) = (tree.source().text(), tree.root());
    let piece = piece(text, root.span(), edits);
    let before = &text[piece.start..piece.end];
    let moved = edits.iter().map(|edit| {
        let Span { start, end } = edit.span;
        let is_inside = start >= piece.start && end <= piece.end;
        is_inside.then(|| Edit::replace(Span::new(start - piece.start, end - piece.start), edit.text.clone()))
    });
    let after = apply(before, &moved.collect::<Option<Vec<_>>>().ok_or(Refused::Overlap)?)?;
    let after = read(&after)?;
    let mut meant = root.to_json();
    let own = meant.pointer_mut(&pointer(object)).ok_or(Refused::Differs)?;
    expected::apply(own, changes)?;
    let [only] = &after[..] else { return Err(Refused::Differs) };
    let is_same = only.root().to_json() == meant && repeated(only) <= repeated(tree);
    if is_same { Ok(()) } else { Err(Refused::Differs) }
}

fn read(text: &str) -> Result<Vec<Arc<Tree>>, Refused> {
    let documents = parse(&Arc::new(Source::new("", text))).documents.into_iter().map(|document| document.tree);
    documents.collect::<Result<_, _>>().map_err(|error| Refused::Unreadable(error.message))
}

/// The number of keys that stand twice.
fn repeated(tree: &Tree) -> usize {
    tree.root().duplicates().count()
}

/// Returns the piece of a text that is read again: the document between two separators; of what stands in braces, as in
/// JSON, where values need no separators, nothing but that, since no edit within the braces reaches what is around them.
fn piece(text: &str, root: Span, edits: &[Edit]) -> Span {
    let is_inside = |edit: &Edit| edit.span.start > root.start && edit.span.end < root.end;
    if text[root.start..].starts_with('{') && edits.iter().all(is_inside) {
        return root;
    }
    let start = text[..root.start].rfind("\n---").map_or(0, |at| at + 1);
    // The separator belongs to the piece in front of it for nobody.
    let start = if text[start..].starts_with("---") {
        text[start..].find('\n').map_or(text.len(), |length| start + length + 1).min(root.start)
    } else {
        start
    };
    let end = text[root.end..].find("\n---").map_or(text.len(), |at| root.end + at + 1);
    Span::new(start, end)
}

/// The place of an object in its document, as RFC 6901 writes it.
fn pointer(object: Node<'_>) -> String {
    use crate::yaml::Segment;
    let path = object.path();
    let steps = path.segments().iter().map(|step| match step {
        Segment::Field(name) | Segment::Key(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
        Segment::Index(index) => format!("/{index}"),
    });
    steps.collect()
}
