//! The value of a document after some changes, worked out on values alone.

use serde_json::{Map, Value, json};

use super::change::Change;
use super::refused::Refused;
use crate::yaml::{FieldPath, Segment, values, without_comments};

/// Applies changes to a value. All paths are those of the value before any change.
pub(super) fn apply(value: &mut Value, changes: &[Change]) -> Result<(), Refused> {
    // What moves others comes last, and of it what stands last comes first: paths before it stay as they were.
    let (mut moving, staying): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| moves_others(change));
    moving.sort_by_key(|change| std::cmp::Reverse(order(change)));
    staying.into_iter().chain(moving).try_for_each(|change| one(value, change))
}

const fn moves_others(change: &Change) -> bool {
    matches!(change, Change::InsertItem(..) | Change::Remove(_) | Change::TakeOut(..) | Change::Rename(..))
}

/// The place that a change moves others behind.
fn order(change: &Change) -> FieldPath {
    match change {
        Change::InsertItem(list, index, _) => list.clone().index(*index),
        other => other.path().clone(),
    }
}

fn one(value: &mut Value, change: &Change) -> Result<(), Refused> {
    let missing = || Refused::Missing(change.path().clone());
    match change {
        Change::Set(path, new) => *make(value, path).ok_or_else(missing)? = without_comments(new),
        Change::Insert(path, entries, _) => {
            let map = mapping(make(value, path)).ok_or_else(missing)?;
            let Value::Object(entries) = without_comments(&Value::Object(entries.clone())) else { return Ok(()) };
            map.extend(entries);
        }
        Change::InsertItem(path, index, item) => {
            let list = make(value, path).ok_or_else(missing)?;
            if list.is_null() {
                *list = json!([]);
            }
            let list = list.as_array_mut().ok_or_else(missing)?;
            list.insert((*index).min(list.len()), without_comments(item));
        }
        Change::Remove(path) | Change::TakeOut(path, _) => remove(value, path).ok_or_else(missing)?,
        Change::RemoveRepeated(..) | Change::Comment(..) | Change::Uncomment(..) => {}
        Change::Restore(path, old, _) => *make(value, path).ok_or_else(missing)? = meaning(old),
        Change::Rename(path, key) => rename(value, path, key).ok_or_else(missing)?,
    }
    Ok(())
}

/// Returns the value that a text says where it stands behind a key.
fn meaning(text: &str) -> Value {
    values(text).next().unwrap_or_default()
}

/// Finds the value at a path; makes it, and what lies above it, where that is missing.
fn make<'v>(value: &'v mut Value, path: &FieldPath) -> Option<&'v mut Value> {
    path.segments().iter().try_fold(value, |value, segment| match segment {
        Segment::Field(name) | Segment::Key(name) => {
            Some(mapping(Some(value))?.entry(name.as_ref()).or_insert(Value::Null))
        }
        Segment::Index(index) => {
            if value.is_null() {
                *value = json!([]);
            }
            let list = value.as_array_mut()?;
            if *index == list.len() {
                list.push(Value::Null);
            }
            list.get_mut(*index)
        }
    })
}

fn mapping(value: Option<&mut Value>) -> Option<&mut Map<String, Value>> {
    let value = value?;
    if value.is_null() {
        *value = json!({});
    }
    value.as_object_mut()
}

/// The value that holds what a path leads to, and the last step to it.
fn holder<'v, 'p>(value: &'v mut Value, path: &'p FieldPath) -> Option<(&'v mut Value, &'p Segment<'static>)> {
    let (last, front) = path.segments().split_last()?;
    let holder = front.iter().try_fold(value, |value, segment| match segment {
        Segment::Field(name) | Segment::Key(name) => value.get_mut(name.as_ref()),
        Segment::Index(index) => value.get_mut(index),
    });
    Some((holder?, last))
}

fn remove(value: &mut Value, path: &FieldPath) -> Option<()> {
    match holder(value, path)? {
        (Value::Object(map), Segment::Field(name) | Segment::Key(name)) => map.shift_remove(name.as_ref()).map(drop),
        (Value::Array(list), Segment::Index(index)) if *index < list.len() => {
            list.remove(*index);
            Some(())
        }
        _ => None,
    }
}

fn rename(value: &mut Value, path: &FieldPath, key: &str) -> Option<()> {
    let (Value::Object(map), Segment::Field(name) | Segment::Key(name)) = holder(value, path)? else { return None };
    let value = map.shift_remove(name.as_ref())?;
    map.insert(key.to_owned(), value);
    Some(())
}
