//! The text of a workload that moves out: its Pod's spec is that of the workload as it is written, comments included, less
//! what stays.

use std::sync::Arc;

use serde_json::Value;

use super::case::Case;
use crate::edit::{Change, Draft, Refused, commentable, excerpt};
use crate::source::Source;
use crate::yaml::{self, FieldPath, Tree, parse, without_comments};

/// Returns the text of a workload: `skeleton` has an empty spec of its Pods at `pod_path`, which `changes` lead to from the
/// spec as it is. A spec that cannot be moved as text is printed anew.
pub(super) fn workload(
    case: &Case<'_>,
    skeleton: &Value,
    pod_path: &FieldPath,
    changes: &[Change],
) -> Result<String, Refused> {
    let mut whole = skeleton.clone();
    let spec = whole.pointer_mut(&format!("/{}", pod_path.to_string().replace('.', "/")));
    *spec.ok_or(Refused::Differs)? = case.spec().map(crate::yaml::Node::to_json).unwrap_or_default();
    let is_meant = |text: &String| tree(text).is_some_and(|tree| tree.root().to_json() == without_comments(&whole));
    let moved = spliced(case, skeleton, pod_path).filter(is_meant);
    match moved.map(|text| changed(&text, pod_path, changes)) {
        Some(Ok(text)) => Ok(text),
        _ => changed(&yaml::document(&whole), pod_path, changes),
    }
}

/// Returns the text of a workload with the lines of its Pod's spec as they are written.
fn spliced(case: &Case<'_>, skeleton: &Value, pod_path: &FieldPath) -> Option<String> {
    let node = case.manifest.node();
    let path = node.path().extend(&case.pod_path());
    let lines = excerpt(node.tree().root(), &path)?;
    let mut text = yaml::document(skeleton);
    let span = tree(&text)?.root().at(pod_path)?.span();
    let blanks = " ".repeat(2 * pod_path.segments().len());
    let lines = lines.lines().map(|line| if line.is_empty() { String::new() } else { format!("{blanks}{line}") });
    let lines = lines.collect::<Vec<_>>().join("\n");
    let start = text[..span.start].trim_end_matches(' ').len();
    text.replace_range(start..span.end, &format!("\n{lines}"));
    Some(text)
}

fn changed(text: &str, pod_path: &FieldPath, changes: &[Change]) -> Result<String, Refused> {
    let mut draft = Draft::new(Arc::new(Source::new("", text)));
    make_all(&mut draft, 0, pod_path, changes)?;
    Ok(draft.source().text().to_owned())
}

/// Makes changes of an object, those of a kind at once.
pub(super) fn make_all(
    draft: &mut Draft,
    document: usize,
    object: &FieldPath,
    changes: &[Change],
) -> Result<(), Refused> {
    let are_alike = |one: &Change, other: &Change| {
        let is_set = |change: &Change| matches!(change, Change::Set(..));
        let is_removal = |change: &Change| matches!(change, Change::Remove(_));
        is_set(one) && is_set(other) || is_removal(one) && is_removal(other)
    };
    changes.chunk_by(are_alike).try_for_each(|alike| match alike {
        [one] => make(draft, document, object, one),
        several => draft.change_all(document, object, several),
    })
}

/// Makes a change of an object. A comment stands above the nearest part that can have one; nowhere if there is none.
fn make(draft: &mut Draft, document: usize, object: &FieldPath, change: &Change) -> Result<(), Refused> {
    let Change::Comment(path, words) = change else { return draft.change(document, object, change) };
    let tree = draft.tree(document).ok_or_else(|| Refused::Missing(path.clone()))?;
    let place = commentable(tree.root(), &object.clone().extend(path));
    match place.filter(|place| place.segments().len() > object.segments().len()) {
        Some(place) => draft.change(document, &FieldPath::default(), &Change::Comment(place, words.clone())),
        None => Ok(()),
    }
}

fn tree(text: &str) -> Option<Arc<Tree>> {
    parse(&Arc::new(Source::new("", text))).documents.pop()?.tree.ok()
}
