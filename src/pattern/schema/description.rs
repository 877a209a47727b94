//! The keys of a description, and the helpers of the catalogue.

use serde_json::{Map, Value as Json, json};

use super::{container, parameter};
use crate::catalogue::{Catalogue, CatalogueError, Listed};
use crate::catalogue::{Entry, Pattern};
use crate::pattern::description::kind::Kind;
use crate::pattern::description::service::api_fields;

/// The schema of a description.
///
/// # Errors
/// When a file of the catalogue holds no entry.
pub fn schema(catalogue: &Catalogue) -> Result<Json, CatalogueError> {
    let entries = catalogue.files().iter().map(Listed::read).collect::<Result<Vec<_>, _>>()?;
    let mut properties = json!({
        "name": {"type": "string", "description": "Name of the workload and of everything that comes with it."},
        "kind": {"enum": Kind::ALL.map(Kind::name), "default": "Pod", "description": "Kind of workload."},
        "namespace": {"type": "string", "description": "Namespace of every object."},
        "labels": {"type": "object", "description": "Labels of every object."},
        "annotations": {"type": "object", "description": "Annotations of the workload."},
        "helpers": {"enum": ["native", "classic"], "description": "How helpers run: native sidecars, or plain containers."},
        "service": {"description": "A Service in front of main.", "anyOf": [{"type": "boolean"}, service()]},
        "main": {"description": "The container that does the work.", "anyOf": [{"type": "string"}, container::main()]},
        "patch": {"type": "object", "description": "A strategic merge of the pod spec."},
    });
    let mut definitions = Map::new();
    for pattern in Pattern::LISTED {
        definitions.insert(pattern.key().to_owned(), helper(&entries, pattern));
        let one = json!({"$ref": format!("#/$defs/{}", pattern.key())});
        properties[pattern.key()] = json!({
            "description": about(pattern),
            "anyOf": [one, {"type": "array", "items": one}],
        });
    }
    let kinds = Kind::ALL.into_iter().flat_map(Kind::fields);
    for field in kinds {
        properties[field] = of_field(field);
    }
    Ok(json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "podpat description",
        "type": "object",
        "required": ["name", "main"],
        "additionalProperties": false,
        "properties": properties,
        "$defs": definitions,
    }))
}

const fn about(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Sidecar => "Containers that extend main.",
        Pattern::Ambassador => "Containers that stand for the outside world on localhost.",
        Pattern::Adapter => "Containers that show main to the outside in a uniform shape.",
        Pattern::LeaderElection => "Which of several Pods leads.",
        Pattern::WorkQueue => "A queue whose items main works off.",
        Pattern::ScatterGather => "Leaves that are asked all at once.",
        Pattern::Init => "Containers that run to their end before main starts.",
    }
}

/// A field of the workload's spec.
fn of_field(field: &str) -> Json {
    let kind = match field {
        "paused" | "suspend" => "boolean",
        "schedule"
        | "timeZone"
        | "serviceName"
        | "concurrencyPolicy"
        | "podManagementPolicy"
        | "completionMode"
        | "podReplacementPolicy" => "string",
        "volumeClaimTemplates" => "array",
        "strategy"
        | "updateStrategy"
        | "ordinals"
        | "podFailurePolicy"
        | "successPolicy"
        | "persistentVolumeClaimRetentionPolicy" => "object",
        _ => "integer",
    };
    json!({"type": kind, "description": format!("`spec.{field}` of the workload, in the API's words.")})
}

fn service() -> Json {
    let mut properties = json!({
        "name": {"type": "string", "description": "Name of the Service; the workload's unless given."},
        "port": {"type": "integer", "minimum": 1, "maximum": 65535, "description": "Its port; main's unless given."},
    });
    for field in api_fields() {
        properties[field] = json!({"description": format!("`spec.{field}` of the Service, in the API's words.")});
    }
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}

fn helper(entries: &[Entry], pattern: Pattern) -> Json {
    let entries: Vec<&Entry> = entries.iter().filter(|entry| entry.pattern == pattern).collect();
    // The name alone will do where no parameter has to be given.
    let alone = entries.iter().filter(|entry| entry.parameters.values().all(|parameter| !parameter.required));
    let mut forms: Vec<Json> = alone.map(|entry| json!({"const": entry.name, "description": entry.summary})).collect();
    forms.extend(entries.iter().map(|entry| of_entry(entry)));
    forms.push(container::own(pattern));
    json!({"anyOf": forms})
}

fn of_entry(entry: &Entry) -> Json {
    let mut properties = json!({
        "use": {"const": entry.name, "description": entry.summary},
        "name": {"type": "string", "description": "Name of the container."},
        "image": {"type": "string", "description": "Image in place of the catalogue's.", "default": entry.image},
        "resources": container::resources(),
        "main": container::gives(),
    });
    let mut required = vec![Json::from("use")];
    for (name, parameter) in entry.all_parameters() {
        properties[&name] = parameter::of_parameter(&parameter);
        if parameter.required {
            required.push(name.into());
        }
    }
    json!({"type": "object", "required": required, "additionalProperties": false, "properties": properties})
}
