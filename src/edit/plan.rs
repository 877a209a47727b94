//! From a change of what an object says to edits of its text.

use serde_json::{Map, Value};

use super::apply::Edit;
use super::change::{Change, Spot};
use super::place::{Place, Way, parts};
use super::refused::Refused;
use super::{block, flow, line_comments, scalar, undo};
use crate::yaml::{FieldPath, Kind, Node, Segment};

/// Returns the edits that make a change of an object. That they make no other is for [`prove`](super::prove) to say.
///
/// # Errors
/// Fails if the change cannot be made as an edit of the text.
pub fn plan(object: Node<'_>, change: &Change) -> Result<Vec<Edit>, Refused> {
    let tree = object.tree();
    let path = object.path().extend(change.path());
    let plan = Plan { text: tree.source().text(), way: Way::to(tree.root(), &path)? };
    match change {
        Change::Set(_, value) => plan.set(value),
        Change::Insert(_, entries, spot) => plan.insert(entries, spot),
        Change::InsertItem(_, index, item) => plan.insert_item(*index, item),
        Change::Remove(_) => plan.remove(),
        Change::RemoveRepeated(_, key) => plan.remove_repeated(*key),
        Change::Rename(_, key) => plan.rename(key),
        Change::Comment(_, comment) => line_comments::put(plan.text, &plan.way, comment),
        Change::Uncomment(_, comment) => line_comments::take(plan.text, &plan.way, comment),
        Change::TakeOut(_, comment) => undo::take_out(plan.text, &plan.way, comment.as_deref()),
        Change::Restore(_, old, comment) => undo::restore(plan.text, &plan.way, old, comment.as_deref()),
    }
}

struct Plan<'t> {
    text: &'t str,
    way: Way<'t>,
}

impl<'t> Plan<'t> {
    fn path(&self) -> FieldPath {
        self.way.path.clone()
    }

    fn form(&self) -> Refused {
        Refused::Form(self.path())
    }

    /// Returns the entries or items of the last node.
    fn parts(&self) -> Result<Vec<Place<'t>>, Refused> {
        parts(self.way.last()).ok_or_else(|| self.form())
    }

    fn is_in_flow(&self) -> bool {
        self.way.is_in_flow()
    }

    fn set(&self, value: &Value) -> Result<Vec<Edit>, Refused> {
        if !self.way.missing.is_empty() {
            return self.create(value);
        }
        self.put(value)
    }

    /// Puts a value in the place of the last node.
    fn put(&self, value: &Value) -> Result<Vec<Edit>, Refused> {
        if self.way.places.len() < 2 {
            return Err(self.form());
        }
        if self.is_in_flow() {
            flow::without_comments(value, &self.way)?;
            return flow::set(self.text, &self.way, value);
        }
        block::set(self.text, &self.way, value)
    }

    /// Makes what the path leads to, below the last node that is there.
    fn create(&self, value: &Value) -> Result<Vec<Edit>, Refused> {
        let missing = || Refused::Missing(self.path());
        let (first, inner) = self.way.missing.split_first().ok_or_else(missing)?;
        let value = wrapped(inner, value.clone()).ok_or_else(missing)?;
        let last = self.way.last().node;
        if last.is_null() || last.is_flow() && last.is_empty() {
            return self.put(&wrapped(std::slice::from_ref(first), value).ok_or_else(missing)?);
        }
        match (first, last.kind()) {
            (Segment::Field(name) | Segment::Key(name), Kind::Mapping) => {
                let entries = std::iter::once((name.to_string(), value)).collect();
                self.insert_into(&entries, &Spot::End)
            }
            (Segment::Index(index), Kind::Sequence) if *index == last.len() => self.append(*index, &value),
            _ => Err(missing()),
        }
    }

    /// Writes a whole collection where there is none yet, or an empty one; nothing where something can be added to it.
    fn write_whole(&self, all: impl FnOnce() -> Value) -> Option<Result<Vec<Edit>, Refused>> {
        let node = self.way.last().node;
        if !self.way.missing.is_empty() {
            return Some(self.create(&all()));
        }
        if node.is_alias() {
            return Some(Err(Refused::Alias(self.path())));
        }
        let is_empty = node.is_null() || node.is_flow() && node.is_empty();
        (self.way.places.len() > 1 && is_empty).then(|| self.put(&all()))
    }

    fn insert(&self, entries: &Map<String, Value>, spot: &Spot) -> Result<Vec<Edit>, Refused> {
        if let Some(done) = self.write_whole(|| Value::Object(entries.clone())) {
            return done;
        }
        let node = self.way.last().node;
        if node.kind() != Kind::Mapping {
            return Err(Refused::Missing(self.path()));
        }
        if let Some(key) = entries.keys().find(|key| node.get(key).is_some()) {
            return Err(Refused::Exists(self.path().key(key)));
        }
        self.insert_into(entries, spot)
    }

    fn insert_into(&self, entries: &Map<String, Value>, spot: &Spot) -> Result<Vec<Edit>, Refused> {
        let parts = self.parts()?;
        let named = |name: &str| {
            let found = parts.iter().rev().find(|part| part.key.is_some_and(|key| key.text() == name));
            found.copied().ok_or_else(|| Refused::Missing(self.path().key(name)))
        };
        let (part, is_before) = match spot {
            Spot::End => (*parts.last().ok_or_else(|| self.form())?, false),
            Spot::Before(name) => (named(name)?, true),
            Spot::After(name) => (named(name)?, false),
        };
        if self.way.last().node.is_flow() {
            flow::without_comments(&Value::Object(entries.clone()), &self.way)?;
            let before = if is_before { part.at } else { part.at + 1 };
            return flow::insert_entries(self.text, &self.way, entries, Some(before));
        }
        let insert = if is_before { block::insert_entries_before } else { block::insert_entries_behind };
        Ok(insert(self.text, &self.way, entries, part))
    }

    fn insert_item(&self, index: usize, item: &Value) -> Result<Vec<Edit>, Refused> {
        if let Some(done) = self.write_whole(|| Value::Array(vec![item.clone()])) {
            return done;
        }
        let node = self.way.last().node;
        if node.kind() == Kind::Sequence { self.append(index, item) } else { Err(Refused::Missing(self.path())) }
    }

    fn append(&self, index: usize, item: &Value) -> Result<Vec<Edit>, Refused> {
        if self.way.last().node.is_flow() {
            flow::without_comments(item, &self.way)?;
            return flow::insert_item(self.text, &self.way, item, Some(index));
        }
        block::insert_item(self.text, &self.way, item, index)
    }

    fn remove(&self) -> Result<Vec<Edit>, Refused> {
        let (true, Some(holder)) = (self.way.missing.is_empty(), self.way.holder()) else {
            return Err(Refused::Missing(self.path()));
        };
        self.take_out(holder, self.way.last())
    }

    fn take_out(&self, holder: Place<'t>, part: Place<'t>) -> Result<Vec<Edit>, Refused> {
        if holder.node.is_flow() {
            return flow::remove(self.text, holder, part, &self.way);
        }
        block::remove(self.text, &self.way, holder, part)
    }

    fn remove_repeated(&self, key: usize) -> Result<Vec<Edit>, Refused> {
        let missing = || Refused::Missing(self.path());
        let parts = self.parts()?;
        let part = *parts.iter().find(|part| part.start == key).ok_or_else(missing)?;
        let name = |part: &Place<'_>| part.key.map(|key| key.text().to_owned());
        if !self.way.missing.is_empty() || parts.iter().filter(|other| name(other) == name(&part)).count() < 2 {
            return Err(missing());
        }
        let mut way = Way { places: self.way.places.clone(), missing: Vec::new(), path: self.path() };
        way.places.push(part);
        Plan { text: self.text, way }.take_out(self.way.last(), part)
    }

    fn rename(&self, new: &str) -> Result<Vec<Edit>, Refused> {
        let (true, Some(holder), Some(key)) =
            (self.way.missing.is_empty(), self.way.holder(), self.way.last().key.filter(|key| !key.is_alias()))
        else {
            return Err(Refused::Missing(self.path()));
        };
        if holder.node.get(new).is_some() {
            return Err(Refused::Exists(self.path()));
        }
        let old = key.span();
        let written = self.text.get(old.start..old.end).unwrap_or_default();
        Ok(vec![Edit::replace(old, scalar::in_style_of(written, &new.into(), holder.node.is_flow()))])
    }
}

/// A value with the mappings and lists around it that some steps lead through.
fn wrapped(steps: &[Segment<'_>], value: Value) -> Option<Value> {
    steps.iter().rev().try_fold(value, |value, step| match step {
        Segment::Field(name) | Segment::Key(name) => {
            Some(Value::Object([(name.to_string(), value)].into_iter().collect()))
        }
        Segment::Index(0) => Some(Value::Array(vec![value])),
        Segment::Index(_) => None,
    })
}
