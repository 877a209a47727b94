//! Repairs of what the server refuses, from the kind of error and what was meant.

use std::sync::Arc;

use serde_json::{Value, json};

use super::fix::Repair;
use super::sink::ProofRoom;
use crate::edit::{Change, Edit, apply};
use crate::k8s::{self, Manifest};
use crate::source::{Source, Span};
use crate::validity::{FieldError, Meant, Reason, Release, Wanted, validate};
use crate::yaml::{FieldPath, Node, Scalar, Segment};

/// Returns the repair of an error; `None` where there is none, or more than one.
pub(super) fn of(manifest: &Manifest, fault: &FieldError, release: Release, room: &ProofRoom) -> Option<Repair> {
    let place = fault.place.as_ref().unwrap_or(&fault.path);
    match fault.reason {
        Reason::DuplicateKey => repeated_key(manifest, place),
        Reason::Duplicate => repeated_item(manifest, place),
        Reason::Required => required(manifest, place),
        Reason::Forbidden => {
            let node = manifest.node().at(place)?;
            let repair = Repair::to_review(format!("remove `{}`", name(place)?), [Change::Remove(place.clone())]);
            let is_there = !place.is_root() && !node.span().is_empty();
            (is_there && judged_better(manifest, &repair, release, room)).then_some(repair)
        }
        Reason::RemovedApi => {
            meant(place, fault.meant.as_ref()?).filter(|repair| judged_better(manifest, repair, release, room))
        }
        _ => meant(place, fault.meant.as_ref()?),
    }
}

fn name(path: &FieldPath) -> Option<String> {
    path.segments().last().map(|last| match last {
        Segment::Field(name) | Segment::Key(name) => name.to_string(),
        Segment::Index(index) => format!("[{index}]"),
    })
}

fn meant(place: &FieldPath, meant: &Meant) -> Option<Repair> {
    let (message, change) = match &meant.wanted {
        Wanted::Name(name) => (format!("call it `{name}`"), Change::Rename(place.clone(), name.clone())),
        Wanted::Value(value) => (format!("write `{value}`"), Change::Set(place.clone(), value.clone())),
        Wanted::Place(_) => return None,
    };
    Some(if meant.is_certain { Repair::safe(message, [change]) } else { Repair::to_review(message, [change]) })
}

/// Of two entries of one key the last one counts: to remove the first changes nothing for a reader that takes both.
fn repeated_key(manifest: &Manifest, place: &FieldPath) -> Option<Repair> {
    let mapping = place.parent()?;
    let key = name(place)?;
    let pairs: Vec<_> = manifest.node().at(&mapping)?.pairs().filter(|(other, _)| *other.text() == *key).collect();
    let [(first, earlier), .., (_, last)] = pairs[..] else { return None };
    let change = [Change::RemoveRepeated(mapping, first.span().start)];
    let message = format!("remove the first `{key}`, which does not count");
    let is_same = earlier.to_json() == last.to_json();
    Some(if is_same { Repair::safe(message, change) } else { Repair::to_review(message, change) })
}

/// An item of a list that is just what another one is.
fn repeated_item(manifest: &Manifest, place: &FieldPath) -> Option<Repair> {
    let at = place.segments().iter().rposition(|segment| matches!(segment, Segment::Index(_)))?;
    let Segment::Index(index) = place.segments()[at] else { return None };
    let list = FieldPath::new(place.segments()[..at].iter().cloned());
    let items: Vec<Value> = manifest.node().at(&list)?.items().take(index + 1).map(Node::to_json).collect();
    let (own, before) = items.split_last()?;
    let is_same = before.contains(own) && items.len() == index + 1;
    is_same.then(|| Repair::safe("remove the second of two that are the same", [Change::Remove(list.index(index))]))
}

/// A selector that is missing, where the labels of the template are there.
fn required(manifest: &Manifest, place: &FieldPath) -> Option<Repair> {
    let field = |path: &'static str| FieldPath::default().field(path);
    if *place != field("spec.selector") {
        return None;
    }
    let labels = manifest.node().at(&field("spec.template.metadata.labels"))?;
    let selector = json!({"matchLabels": labels.to_json()});
    let is_usable =
        labels.entries().next().is_some() && labels.entries().all(|it| matches!(it.value.scalar(), Scalar::Str(_)));
    is_usable.then(|| Repair::to_review("select the labels of the template", [Change::Set(place.clone(), selector)]))
}

/// Returns true if the object has fewer errors after a repair, and none that it had not before. The document is read for
/// it, before and after, where there is room for that.
fn judged_better(manifest: &Manifest, repair: &Repair, release: Release, room: &ProofRoom) -> bool {
    let (text, start) = document(manifest);
    if !room.take(2 * text.len()) {
        return false;
    }
    let moved = |edit: Edit| {
        let (from, to) = (edit.span.start.checked_sub(start)?, edit.span.end.checked_sub(start)?);
        Some(Edit::replace(Span::new(from, to), edit.text))
    };
    let edits = repair.edits(manifest).and_then(|edits| edits.into_iter().map(moved).collect::<Option<Vec<_>>>());
    let Some(changed) = edits.and_then(|edits| apply(text, &edits).ok()) else { return false };
    let read = |text: &str| k8s::read(&Arc::new(Source::new(manifest.source.name(), text)));
    let (before, after) = (read(text), read(&changed));
    let start = manifest.node().span().start - start;
    let Some(at) = before.manifests.iter().position(|other| other.node().span().start == start) else { return false };
    let Some(after) = after.manifests.get(at) else { return false };
    let (before, after) = (validate(manifest, release), validate(after, release));
    after.len() < before.len()
        && after.iter().all(|new| before.iter().any(|old| old.path == new.path && old.message == new.message))
}

/// Returns the lines of the document that an object stands in, and where they begin in the whole text.
fn document(manifest: &Manifest) -> (&str, usize) {
    let (text, root) = (manifest.source.text(), manifest.node().tree().root().span());
    let line = text[..root.start].rfind('\n').map_or(0, |end| end + 1);
    let is_indentation = text[line..root.start].trim_start_matches('\u{feff}').trim().is_empty();
    let start = if is_indentation { line } else { root.start };
    let end = text[root.end..].find('\n').map_or(text.len(), |length| root.end + length + 1);
    (&text[start..end], start)
}
