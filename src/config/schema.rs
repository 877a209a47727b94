//! The JSON Schema of a configuration: it takes what the reader takes, so that editors see what is wrong.

use serde_json::{Map, Value as Json, json};

use super::keys::{FILES, KEYS, Key, KeyValue, SOURCE};
use super::threshold::Threshold;
use crate::lint::{Rule, Selector, Severity, rules};
use crate::validity::Release;

/// Returns the schema of `.podpat.yaml`.
pub fn schema() -> Json {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "podpat configuration",
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": properties(KEYS.iter()),
        "$defs": {
            "selector": {"enum": Selector::words().collect::<Vec<_>>()},
            "paths": {
                "type": "object",
                "required": [FILES.name],
                "additionalProperties": false,
                "properties": properties(std::iter::once(&FILES).chain(KEYS.iter().filter(|key| key.in_paths))),
            },
        },
    })
}

fn properties<'a>(keys: impl Iterator<Item = &'a Key>) -> Map<String, Json> {
    let property = |key: &Key| {
        let mut property = of(key.value);
        property["description"] = key.help.into();
        (key.name.to_owned(), property)
    };
    keys.map(property).collect()
}

fn of(value: KeyValue) -> Json {
    let path = json!({"type": "string", "minLength": 1});
    match value {
        KeyValue::Selectors => some(&json!({"$ref": "#/$defs/selector"})),
        KeyValue::Severities => {
            let severities: Vec<&str> = Severity::ALL.map(Severity::as_str).into_iter().chain(["off"]).collect();
            json!({
                "type": ["object", "null"],
                "propertyNames": {"$ref": "#/$defs/selector"},
                "additionalProperties": {"enum": severities},
            })
        }
        KeyValue::RuleSettings => {
            let settings: Map<String, Json> =
                rules::all().iter().map(|rule| (rule.id.to_owned(), settings(rule))).collect();
            json!({"type": ["object", "null"], "additionalProperties": false, "properties": settings})
        }
        KeyValue::Patterns => some(&json!({"type": "string"})),
        KeyValue::Paths => some(&json!({"$ref": "#/$defs/paths"})),
        KeyValue::Threshold => json!({"enum": Threshold::WORDS}),
        KeyValue::Release => release(),
        KeyValue::File => path,
        KeyValue::Files => some(&path),
        KeyValue::Sources => some(&source()),
        KeyValue::Registry => {
            json!({"anyOf": [path, {"type": "object", "additionalProperties": path}, {"type": "null"}]})
        }
    }
}

fn source() -> Json {
    let text = json!({"type": "string", "minLength": 1});
    json!({
        "type": "object",
        "required": ["git", "ref"],
        "additionalProperties": false,
        "properties": SOURCE.into_iter().map(|key| (key.to_owned(), text.clone())).collect::<Map<_, _>>(),
    })
}

/// One of a kind, a list of them, or none.
fn some(one: &Json) -> Json {
    json!({"anyOf": [one, {"type": "array", "items": one}, {"type": "null"}]})
}

fn settings(rule: &Rule) -> Json {
    let setting = |setting: &&crate::lint::Setting| {
        let schema = json!({
            "type": "integer", "minimum": 0, "default": setting.default, "description": setting.help,
        });
        (setting.name.to_owned(), schema)
    };
    let settings: Map<String, Json> = rule.settings.iter().map(setting).collect();
    json!({
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": settings,
        "description": rule.summary(),
    })
}

/// A release may stand without quotes, and is a number then: `1.30` is `1.3`.
fn release() -> Json {
    let minors: Vec<u8> = (0..=u8::MAX).filter(|&minor| Release::known().contains(&Release::minor(minor))).collect();
    let words: Vec<String> = minors.iter().map(u8::to_string).collect();
    let numbers: Vec<f64> = minors.iter().filter_map(|minor| format!("1.{minor}").parse().ok()).collect();
    json!({"anyOf": [
        {"type": "string", "pattern": format!(r"^v?1\.0*({})(\.[0-9]+)?$", words.join("|"))},
        {"enum": numbers},
    ]})
}
