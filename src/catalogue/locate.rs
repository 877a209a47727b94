//! Places in the file of an entry.

use std::sync::Arc;

use crate::source::{Source, Span};
use crate::yaml;

/// Returns the place of what some steps lead to, or of the last of them that leads anywhere.
pub fn locate(source: &Arc<Source>, steps: &[String]) -> Span {
    let stream = yaml::parse(source);
    let Some(Ok(tree)) = stream.documents.first().map(|document| &document.tree) else { return Span::default() };
    let found = (1..=steps.len()).rev().find_map(|count| place(tree.root(), &steps[..count]));
    found.or_else(|| place(tree.root(), &["name".to_owned()])).unwrap_or_default()
}

/// Returns the scalar at the end of some steps, or the key of what is no scalar.
pub(super) fn place(root: yaml::Node<'_>, steps: &[String]) -> Option<Span> {
    let (last, above) = steps.split_last()?;
    let entry = above.iter().try_fold(root, |node, step| step_into(node, step))?.entry(last)?;
    Some(if entry.value.kind() == yaml::Kind::Scalar && !entry.value.text().contains('\n') {
        entry.value.span()
    } else {
        entry.key.span()
    })
}

/// Returns the value at a key, or at a number of a list.
fn step_into<'t>(node: yaml::Node<'t>, step: &str) -> Option<yaml::Node<'t>> {
    node.get(step).or_else(|| node.items().nth(step.parse().ok()?))
}
