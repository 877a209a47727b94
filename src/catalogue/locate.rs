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

/// Returns the place of a line of a template: in a block of text the line itself, elsewhere the text that is the template.
pub fn locate_template(source: &Arc<Source>, template: &str, line: usize) -> Option<Span> {
    let stream = yaml::parse(source);
    let root = stream.documents.first()?.tree.as_ref().ok()?.root();
    let scalars = scalars(root);
    let same = scalars.iter().find(|scalar| scalar.text() == template);
    // An expression of its own may stand in braces or not, as under `when`.
    let is_it = |scalar: &&yaml::Node<'_>| !scalar.text().contains('\n') && inner(scalar.text()) == inner(template);
    let braced = || scalars.iter().filter(|scalar| scalar.text().contains("{{")).find(is_it);
    let span = same.or_else(braced).or_else(|| scalars.iter().find(is_it))?.span();
    let text = source.slice(span);
    if !text.starts_with('|') {
        return Some(span);
    }
    // The first line is the sign of the block.
    let below = text.split_inclusive('\n').scan(span.start, |start, line| {
        let from = *start;
        *start += line.len();
        Some((from, line))
    });
    let (start, text) = below.skip(1).nth(line.saturating_sub(1)).filter(|(_, text)| !text.trim().is_empty())?;
    let start = start + text.len() - text.trim_start().len();
    Some(Span::new(start, start + text.trim().len()))
}

/// Returns the expression in a template that is one.
fn inner(template: &str) -> &str {
    template.trim().trim_start_matches("{{").trim_end_matches("}}").trim()
}

/// Returns every scalar of a tree, keys of mappings too, in the order of the text.
fn scalars(node: yaml::Node<'_>) -> Vec<yaml::Node<'_>> {
    let (mut found, mut waiting) = (Vec::new(), vec![node]);
    while let Some(node) = waiting.pop() {
        if node.is_alias() {
            continue;
        }
        match node.kind() {
            yaml::Kind::Scalar => found.push(node),
            yaml::Kind::Sequence => waiting.extend(node.items().collect::<Vec<_>>().into_iter().rev()),
            yaml::Kind::Mapping => {
                let pairs: Vec<_> = node.pairs().flat_map(|(key, value)| [key, value]).collect();
                waiting.extend(pairs.into_iter().rev());
            }
        }
    }
    found
}
