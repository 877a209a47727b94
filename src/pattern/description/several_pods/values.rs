//! Values that stand for what a user did not write, at the place of what asked for them.

use serde_json::Value as Json;

use crate::pattern::description::duration;
use crate::pattern::description::spanned_value::{Field, Place, SpannedValue, Value};

/// A value at a place.
pub(super) fn of_json(json: &Json, place: &Place) -> SpannedValue {
    SpannedValue::of_json(json, place)
}

/// A field whose key stands at a place.
pub(super) fn field(key: &str, item: SpannedValue, place: &Place) -> Field {
    Field { key: key.to_owned(), place: place.clone(), item }
}

/// The fields of a mapping; none of anything else.
pub(super) fn fields(value: &SpannedValue) -> &[Field] {
    if let Value::Map(fields) = &value.value { fields } else { &[] }
}

/// Returns true if a mapping says something of a key.
pub(super) fn says(value: &SpannedValue, key: &str) -> bool {
    value.get(key).is_some_and(|item| !item.is_null())
}

/// Sets a field, in the place of one that is there.
pub(super) fn set(value: &mut SpannedValue, key: &str, item: SpannedValue) {
    let place = item.place.clone();
    if let Value::Map(fields) = &mut value.value {
        fields.retain(|field| field.key != key);
        fields.push(field(key, item, &place));
    }
}

/// Sets a field that the user says nothing of.
pub(super) fn set_default(value: &mut SpannedValue, key: &str, json: &Json, place: &Place) {
    if !says(value, key) {
        set(value, key, of_json(json, place));
    }
}

/// Returns whether a value switches something off: `election: false`, or nothing at all.
pub(super) fn is_off(item: &SpannedValue) -> bool {
    match &item.value {
        Value::Null => true,
        Value::Scalar { json, .. } => *json == Json::Bool(false),
        _ => false,
    }
}

/// Takes a field out of a mapping.
pub(super) fn take(value: &mut SpannedValue, key: &str) -> Option<Field> {
    let Value::Map(fields) = &mut value.value else { return None };
    let taken = fields.iter().rposition(|field| field.key == key).map(|at| fields.remove(at));
    fields.retain(|field| field.key != key);
    taken
}

/// Writes `main: IMAGE` and the like as the mapping it stands for.
pub(super) fn lengthen(value: &mut SpannedValue, key: &str) {
    if let Value::Scalar { .. } = value.value {
        let item = value.clone();
        let place = item.place.clone();
        value.value = Value::Map(vec![field(key, item, &place)]);
    }
}

/// Adds environment to what a container says, in whichever form it says it.
pub(super) fn add_env(container: &mut SpannedValue, env: &Json, place: &Place) {
    let added = of_json(env, place);
    let mut own =
        take(container, "env").map_or_else(|| of_json(&Json::Object(serde_json::Map::new()), place), |it| it.item);
    match &mut own.value {
        Value::Map(entries) => {
            let new = fields(&added).iter().filter(|field| entries.iter().all(|entry| entry.key != field.key));
            let new: Vec<Field> = new.cloned().collect();
            entries.splice(0..0, new);
        }
        Value::List(items) => {
            let listed = |field: &Field| {
                let name = of_json(&Json::from(field.key.as_str()), place);
                let key = if matches!(field.item.value, Value::Map(_)) { "valueFrom" } else { "value" };
                let entries = vec![self::field("name", name, place), self::field(key, field.item.clone(), place)];
                SpannedValue { place: place.clone(), value: Value::Map(entries) }
            };
            let new: Vec<SpannedValue> = fields(&added).iter().map(listed).collect();
            items.splice(0..0, new);
        }
        _ => {}
    }
    set(container, "env", own);
}

/// Adds a value to a list that may be there.
pub(super) fn add_to_list(value: &mut SpannedValue, key: &str, json: &Json, place: &Place) {
    let mut list = take(value, key).map_or_else(|| of_json(&Json::Array(Vec::new()), place), |it| it.item);
    if let Value::List(items) = &mut list.value {
        items.push(of_json(json, place));
    }
    set(value, key, list);
}

/// Returns the seconds of a duration, rounded up.
pub(super) fn seconds_of(item: Option<&SpannedValue>) -> Option<u64> {
    let text = item?.to_json();
    Some(duration::nanoseconds(text.as_str()?)?.div_ceil(1_000_000_000))
}

/// A text of a field, where it has one.
pub(super) fn text_of(item: Option<&SpannedValue>) -> Option<String> {
    match item?.to_json() {
        Json::String(text) => Some(text),
        _ => None,
    }
}
