//! Patterns over several Pods.

use serde_json::{Value as Json, json};

use super::entry::of_entry;
use crate::catalogue::{Entry, Pattern};

/// Adds `election`, `queue` and `scatter`, each with the parameters of its entry.
pub(super) fn add(properties: &mut Json, entries: &[Entry]) {
    let text = json!({"type": "string"});
    let names = json!({"anyOf": [text, {"type": "array", "items": text, "minItems": 1}]});
    let count = json!({"type": "integer", "minimum": 1});
    let own = json!({"name": text, "names": names, "shards": count});
    add_one(
        properties,
        entries,
        Pattern::LeaderElection,
        "Elects one of several Pods as the leader.",
        own,
        &["boolean"],
    );
    let scale = json!({"type": "object", "additionalProperties": false, "properties": {"min": {"type": "integer"}, "max": count}});
    let own = json!({
        "name": text, "items": {"type": "array", "minItems": 1}, "scale": scale,
        "redis": {"type": ["string", "object"], "description": "`new`, HOST:PORT, or {new: {storage, storageClassName}}."},
    });
    add_one(properties, entries, Pattern::WorkQueue, "A queue whose items main processes.", own, &[]);
    let own = json!({
        "leaves": count, "copies": count,
        "merge": {"const": "none", "description": "The client gets the list of the answers; there is no main."},
        "leaf": {"type": ["string", "object"], "description": "The container of the leaves, and fields of its Pod and workload."},
    });
    add_one(properties, entries, Pattern::ScatterGather, "Leaves that are queried all at once.", own, &[]);
}

fn add_one(properties: &mut Json, entries: &[Entry], pattern: Pattern, about: &str, own: Json, short: &[&str]) {
    let Some(entry) = entries.iter().find(|entry| entry.pattern == pattern) else { return };
    let mut schema = of_entry(entry);
    // The entry is chosen by the key, and what it requires comes of other words.
    schema["required"] = json!([]);
    schema["properties"]["use"] = json!({"type": "string", "description": "Another entry of the catalogue."});
    if let (Some(properties), Json::Object(own)) = (schema["properties"].as_object_mut(), own) {
        properties.extend(own);
    }
    let types: Vec<&str> = short.iter().copied().chain(["object"]).collect();
    schema["type"] = json!(types);
    schema["description"] = about.into();
    properties[pattern.key()] = schema;
}
