//! Helpers of the catalogue.

use serde_json::{Value as Json, json};

use super::{container, parameter};
use crate::catalogue::{Entry, Pattern};

/// One schema for what is of a form, another for all else: editors tell of the mistakes in one of them alone.
pub(super) fn choice(form: &Json, then: &Json, otherwise: &Json) -> Json {
    json!({"if": form, "then": then, "else": otherwise})
}

/// A helper: the name of an entry, an entry with parameters, or a container of the user's own.
pub(super) fn helper(entries: &[Entry], pattern: Pattern) -> Json {
    let entries: Vec<&Entry> = entries.iter().filter(|entry| entry.pattern == pattern).collect();
    // The name alone will do where no parameter has to be given.
    let alone = entries.iter().filter(|entry| entry.parameters.values().all(|parameter| !parameter.required));
    let alone: Vec<&str> = alone.map(|entry| entry.name.as_str()).collect();
    let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    let used = |entry: &&Entry| {
        let is_used = json!({"required": ["use"], "properties": {"use": {"const": entry.name}}});
        json!({"if": is_used, "then": of_entry(entry)})
    };
    let mut of_catalogue = json!({"properties": {"use": {"enum": names}}});
    if entries.is_empty() {
        of_catalogue["properties"]["use"] = false.into();
    } else {
        of_catalogue["allOf"] = entries.iter().map(used).collect();
    }
    let object = choice(&json!({"required": ["use"]}), &of_catalogue, &container::own(pattern));
    choice(&json!({"type": "string"}), &only(&alone), &object)
}

/// One of some names; nothing where there are none.
fn only(names: &[&str]) -> Json {
    if names.is_empty() { json!(false) } else { json!({"enum": names}) }
}

/// The mapping under which a catalogue entry is asked for.
pub(super) fn of_entry(entry: &Entry) -> Json {
    let mut properties = json!({
        "use": {"const": entry.name, "description": entry.summary},
        "main": container::gives(),
    });
    container::add_overrides(&mut properties);
    properties["name"] = json!({"type": "string", "description": "Name of the container."});
    properties["image"] = json!({"type": "string", "description": "Image that replaces the one of the catalogue.", "default": entry.image});
    let mut required = vec![Json::from("use")];
    for (name, parameter) in entry.all_parameters() {
        properties[&name] = parameter::of_parameter(&parameter);
        if let Some(former) = &parameter.formerly {
            properties[former] = json!({"anyOf": [parameter::of_parameter(&parameter), properties[former]]});
        }
        if parameter.required {
            required.push(name.into());
        }
    }
    json!({"type": "object", "required": required, "additionalProperties": false, "properties": properties})
}
