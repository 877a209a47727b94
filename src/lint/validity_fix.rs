//! Repairs of what the server refuses, from the kind of error and what was meant.

use std::sync::Arc;

use serde_json::{Value, json};

use super::fix::Repair;
use crate::edit::{Change, Edit, apply};
use crate::k8s::{self, Manifest};
use crate::source::Source;
use crate::validity::{FieldError, Meant, Reason, Release, Wanted, validate};
use crate::yaml::{FieldPath, Node, Scalar, Segment};

/// Returns the repair of an error; `None` where there is none, or more than one.
pub(super) fn of(manifest: &Manifest, fault: &FieldError, release: Release) -> Option<Repair> {
    let place = fault.place.as_ref().unwrap_or(&fault.path);
    match fault.reason {
        Reason::DuplicateKey => repeated_key(manifest, place),
        Reason::Duplicate => repeated_item(manifest, place),
        Reason::Required => required(manifest, place),
        Reason::Forbidden => {
            let node = manifest.node().at(place)?;
            let repair = Repair::to_review(format!("remove `{}`", name(place)?), [Change::Remove(place.clone())]);
            (!place.is_root() && !node.span().is_empty() && judged_better(manifest, &repair, release)).then_some(repair)
        }
        Reason::RemovedApi => {
            meant(place, fault.meant.as_ref()?).filter(|repair| judged_better(manifest, repair, release))
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

/// Returns true if the object has fewer errors after a repair, and none that it had not before.
fn judged_better(manifest: &Manifest, repair: &Repair, release: Release) -> bool {
    let Some(text) = repair.edits(manifest).and_then(|edits| whole(manifest, &edits)) else { return false };
    let read = k8s::read(&Arc::new(Source::new(manifest.source.name(), text)));
    let before = k8s::read(&manifest.source);
    let start = manifest.node().span().start;
    let Some(at) = before.manifests.iter().position(|other| other.node().span().start == start) else { return false };
    let Some(after) = read.manifests.get(at) else { return false };
    let (before, after) = (validate(manifest, release), validate(after, release));
    after.len() < before.len()
        && after.iter().all(|new| before.iter().any(|old| old.path == new.path && old.message == new.message))
}

fn whole(manifest: &Manifest, edits: &[Edit]) -> Option<String> {
    // Of a text that is long, each judgement takes as long as all of the others.
    let text = manifest.source.text();
    (text.len() <= LONGEST).then(|| apply(text, edits).ok()).flatten()
}

/// Bytes of a text that is judged again for one repair.
const LONGEST: usize = 1 << 20;
