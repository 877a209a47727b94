//! From two plans of one Pod, with helpers and without, to changes of the pod spec that is there.

use serde_json::{Map, Value};

use crate::edit::Change;
use crate::yaml::{COMMENT, FieldPath, Segment, without_comments};

/// Collects the changes that lead from the plan without a helper to the one with it, made in what is there.
#[derive(Default)]
pub(super) struct Difference {
    changes: Vec<Change>,
}

impl Difference {
    /// Returns the changes of a value at a path; those of a list come in an order in which they can be made one by one.
    pub(super) fn between(before: &Value, after: &Value, there: &Value, path: &FieldPath) -> Vec<Change> {
        let mut difference = Self::default();
        difference.value(before, after, there, path);
        difference.changes
    }

    fn value(&mut self, before: &Value, after: &Value, there: &Value, path: &FieldPath) {
        match (after, there) {
            (Value::Object(after), Value::Object(there)) => self.mapping(before, after, there, path),
            (Value::Array(after), Value::Array(there)) => self.list(before, after, there, path),
            _ if without_comments(after) == *there => {}
            _ => self.changes.push(Change::Set(path.clone(), after.clone())),
        }
    }

    fn mapping(&mut self, before: &Value, after: &Map<String, Value>, there: &Map<String, Value>, path: &FieldPath) {
        for (key, value) in after.iter().filter(|(key, value)| *key != COMMENT && before.get(*key) != Some(*value)) {
            match there.get(key) {
                Some(known) => {
                    let before = before.get(key).unwrap_or(&Value::Null);
                    self.value(before, value, known, &path.clone().join(Segment::Field(key.as_str().into())));
                }
                None => self.changes.push(Change::insert(path.clone(), key.clone(), value.clone())),
            }
        }
    }

    /// Adds what is new at the end; variables that stand in front of main's own, which may refer to them, in front.
    fn list(&mut self, before: &Value, after: &[Value], there: &[Value], path: &FieldPath) {
        let before = before.as_array().map(Vec::as_slice).unwrap_or_default();
        let is_known = |item: &Value| before.iter().find(|other| name(other) == name(item));
        let is_env = matches!(path.segments().last(), Some(Segment::Field(name)) if *name == "env");
        let last_known = after.iter().rposition(|item| is_known(item).is_some()).filter(|_| is_env);
        let mut in_front = 0;
        for (at, item) in after.iter().enumerate() {
            let place = there.iter().position(|other| name(other) == name(item));
            match (is_known(item), place) {
                (Some(known), Some(place)) if known != item => {
                    self.value(known, item, &there[place], &path.clone().index(place + in_front));
                }
                (None, None) => {
                    let is_in_front = last_known.is_some_and(|last| at < last);
                    let index = if is_in_front { in_front } else { Change::END };
                    in_front += usize::from(is_in_front);
                    self.changes.push(Change::InsertItem(path.clone(), index, item.clone()));
                }
                _ => {}
            }
        }
    }
}

/// Returns what tells an item of a list from the others.
fn name(item: &Value) -> Value {
    let keys = ["mountPath", "name", "containerPort"];
    keys.into_iter().find_map(|key| item.get(key)).cloned().unwrap_or_else(|| without_comments(item))
}
