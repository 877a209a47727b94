//! The filters of templates of catalogue entries.

use std::collections::HashSet;

use minijinja::value::Serde;
use minijinja::{Environment, Error, ErrorKind, Value};
use serde_json::{Map, Value as Json};

use crate::pattern::description::duration;
use crate::pattern::plan::template::builtin::{LONGEST, add, too_long};
use crate::yaml;

/// The deepest indentation of a block.
const DEEPEST: usize = 64;

/// Adds podpat's filters.
pub(crate) fn add_to(environment: &mut Environment<'_>) {
    add(environment, "parent", |path: &str| path.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned());
    add(environment, "basename", |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned());
    add(environment, "block", block);
    add(environment, "defaults", defaults);
    add(environment, "flags", flags);
    add(environment, "variables", variables);
    add(environment, "seconds", seconds);
    add(environment, "milliseconds", milliseconds);
}

fn json(value: &Value) -> Result<Json, Error> {
    serde_json::to_value(value).map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))
}

/// The filter `block(indent)`: a collection in YAML's block style, as it stands behind a key.
fn block(value: &Value, indent: usize) -> Result<Value, Error> {
    if indent > DEEPEST {
        return Err(Error::new(ErrorKind::InvalidOperation, "a block is indented by 64 at most"));
    }
    Ok(Value::from_safe_string(yaml::after_key(&json(value)?, indent)))
}

/// The filter `defaults({key: value})`: a mapping, or each of a list, with what it does not say itself. Keys are the
/// same whatever their case, as they are to the programs that read them.
fn defaults(value: &Value, standard: &Value) -> Result<Value, Error> {
    let Json::Object(standard) = json(standard)? else { return Ok(value.clone()) };
    let mut json = json(value)?;
    let times = json.as_array().map_or(1, Vec::len);
    bounded(times.saturating_mul(Json::from(standard.clone()).to_string().len()))?;
    let add = |mapping: &mut Map<String, Json>| {
        let said: HashSet<String> = mapping.keys().map(|key| key.to_ascii_lowercase()).collect();
        for (key, value) in standard.iter().filter(|(key, _)| !said.contains(&key.to_ascii_lowercase())) {
            mapping.insert(key.clone(), value.clone());
        }
    };
    match &mut json {
        Json::Object(mapping) => add(mapping),
        Json::Array(items) => items.iter_mut().filter_map(Json::as_object_mut).for_each(add),
        _ => {}
    }
    Ok(Value::from(Serde(json)))
}

/// The filter `flags`: a mapping as arguments, `--key=value` each; a list is one argument an entry, `true` a bare flag.
fn flags(value: &Value) -> Result<Value, Error> {
    let Json::Object(settings) = json(value)? else { return Ok(Value::from(Vec::<String>::new())) };
    let (mut flags, mut length) = (Vec::new(), 0_usize);
    for (key, value) in &settings {
        let values = if let Json::Array(items) = value { items.as_slice() } else { std::slice::from_ref(value) };
        for value in values {
            length += key.len();
            bounded(length)?;
            flags.extend(match value {
                Json::Null => None,
                Json::Bool(true) => Some(format!("--{key}")),
                Json::String(text) => Some(format!("--{key}={text}")),
                other => Some(format!("--{key}={other}")),
            });
        }
    }
    Ok(Value::from(flags))
}

/// The filter `variables(prefix)`: a mapping as environment variables, `PREFIX` and the key each.
fn variables(value: &Value, prefix: &str) -> Result<Value, Error> {
    let Json::Object(settings) = json(value)? else { return Ok(Value::from(Vec::<Value>::new())) };
    bounded(settings.len().saturating_mul(prefix.len()))?;
    let variable = |(key, value): (&String, &Json)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        serde_json::json!({"name": format!("{prefix}{key}"), "value": text})
    };
    Ok(Value::from(Serde(settings.iter().map(variable).collect::<Json>())))
}

/// Refuses what would come to a text of so many bytes, where that is too many.
fn bounded(length: usize) -> Result<(), Error> {
    if length > LONGEST { Err(too_long()) } else { Ok(()) }
}

/// The filter `seconds`: a duration as a decimal number of seconds, `90` for `1m30s` and `0.25` for `250ms`.
fn seconds(text: &str) -> Result<String, Error> {
    let nanos = nanoseconds(text)?;
    let number = format!("{}.{:09}", nanos / 1_000_000_000, nanos % 1_000_000_000);
    Ok(number.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// The filter `milliseconds`: a duration as a whole number of milliseconds, of which there is at least one.
fn milliseconds(text: &str) -> Result<u64, Error> {
    Ok((nanoseconds(text)? / 1_000_000).max(1))
}

fn nanoseconds(text: &str) -> Result<u64, Error> {
    duration::nanoseconds(text).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "a duration is expected"))
}
