//! The description as a JSON Schema, with every parameter of the catalogue. Editors complete and check from it; what
//! is true of a description is decided by reading it.
//!
//! Source: `json-schema.org`, draft 2020-12.

use serde_json::{Map, Value as Json, json};

use super::catalogue::{Catalogue, CatalogueError, Listed};
use super::container::FIELDS;
use super::entry::{Entry, Pattern};
use super::kind::Kind;
use super::parameter::{Parameter, Type};
use super::parameters;

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
        "service": {"description": "A Service in front of main.", "anyOf": [{"type": "boolean"}, {"type": "object"}]},
        "main": {"description": "The container that does the work.", "anyOf": [{"type": "string"}, main()]},
        "patch": {"type": "object", "description": "A strategic merge of the pod spec."},
    });
    let mut definitions = Map::new();
    for pattern in Pattern::ALL {
        definitions.insert(pattern.name().to_owned(), helper(&entries, pattern));
        let one = json!({"$ref": format!("#/$defs/{}", pattern.name())});
        properties[pattern.name()] = json!({
            "description": about(pattern),
            "anyOf": [one, {"type": "array", "items": one}],
        });
    }
    let kinds = Kind::ALL.into_iter().flat_map(Kind::fields);
    for field in kinds {
        properties[*field] = json!({"description": format!("`spec.{field}` of the workload, in the API's words.")});
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
    }
}

fn main() -> Json {
    let mut properties = container();
    properties["health"] = json!({"type": "string", "description": "Path that answers when main is well."});
    json!({"type": "object", "required": ["image"], "additionalProperties": false, "properties": properties})
}

/// What any container of the user's own may say.
fn container() -> Json {
    let mut properties = json!({
        "name": {"type": "string", "description": "Name of the container."},
        "image": {"type": "string", "description": "Image reference."},
        "ports": {"description": "Numbers, `name:number`, or {name, port, protocol}."},
        "env": {"description": "A mapping of names to values, or the API's list."},
        "resources": {"description": "{cpu, memory}, or the API's {requests, limits}."},
    });
    for field in FIELDS {
        properties[*field] = json!({"description": format!("`{field}` of the container, in the API's words.")});
    }
    properties
}

fn helper(entries: &[Entry], pattern: Pattern) -> Json {
    let entries: Vec<&Entry> = entries.iter().filter(|entry| entry.pattern == pattern).collect();
    let named: Vec<Json> =
        entries.iter().map(|entry| json!({"const": entry.name, "description": entry.summary})).collect();
    let mut forms = vec![json!({"anyOf": named})];
    forms.extend(entries.iter().map(|entry| of_entry(entry)));
    forms.push(own(pattern));
    json!({"anyOf": forms})
}

fn of_entry(entry: &Entry) -> Json {
    let mut properties = json!({
        "use": {"const": entry.name, "description": entry.summary},
        "name": {"type": "string", "description": "Name of the container."},
        "image": {"type": "string", "description": "Image in place of the catalogue's.", "default": entry.image},
        "resources": {"description": "{cpu, memory}, or the API's {requests, limits}."},
        "main": {"type": "object", "description": "What main gets besides: env, volumeMounts."},
    });
    let mut required = vec![Json::from("use")];
    for (name, parameter) in parameters::of(entry) {
        properties[&name] = of_parameter(&parameter);
        if parameter.required {
            required.push(name.into());
        }
    }
    json!({"type": "object", "required": required, "additionalProperties": false, "properties": properties})
}

fn of_parameter(parameter: &Parameter) -> Json {
    let mut schema = match parameter.kind {
        Type::List => {
            let one = of_type(parameter.of.unwrap_or(Type::String), parameter);
            json!({"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]})
        }
        Type::Addresses => addresses(),
        kind => of_type(kind, parameter),
    };
    schema["description"] = Json::from(parameter.help.as_str());
    if let Some(default) = parameter.default.as_ref().filter(|default| !default.to_string().contains("{{")) {
        schema["default"] = default.clone();
    }
    if let Some(example) = &parameter.example {
        schema["examples"] = json!([example]);
    }
    schema
}

fn addresses() -> Json {
    let one = json!({"type": "string"});
    let pods = json!({
        "type": "object",
        "description": "The Pods of a StatefulSet, by name.",
        "required": ["statefulSet", "replicas"],
        "additionalProperties": false,
        "properties": {
            "statefulSet": {"type": "string", "description": "Name of the StatefulSet."},
            "replicas": {"type": "integer", "minimum": 1, "description": "How many Pods it has."},
            "service": {"type": "string", "description": "Its `serviceName`; its own name unless given."},
            "namespace": {"type": "string", "description": "Where it is; main's namespace unless given."},
            "port": {"type": "integer", "minimum": 1, "maximum": 65535, "description": "The port of each Pod."},
        },
    });
    json!({"anyOf": [one, {"type": "array", "items": one, "minItems": 1}, pods]})
}

fn of_type(kind: Type, parameter: &Parameter) -> Json {
    match kind {
        Type::Int => {
            let mut schema = json!({"type": "integer"});
            for (key, bound) in [("minimum", parameter.least), ("maximum", parameter.most)] {
                if let Some(bound) = bound {
                    schema[key] = bound.into();
                }
            }
            schema
        }
        Type::Port => json!({"type": "integer", "minimum": 1, "maximum": 65535}),
        Type::Bool => json!({"type": "boolean"}),
        Type::Choice => json!({"enum": parameter.values}),
        Type::Map => json!({"type": "object"}),
        Type::Any | Type::List | Type::Addresses => json!({}),
        Type::Path => json!({"type": "string", "pattern": "^/"}),
        Type::Quantity => json!({"type": ["string", "number"]}),
        _ => json!({"type": "string"}),
    }
}

fn own(pattern: Pattern) -> Json {
    let mut properties = container();
    properties["main"] = json!({"type": "object", "description": "What main gets: env, volumeMounts."});
    let (key, about) = match pattern {
        Pattern::Sidecar => ("share", "{path, at, writer}: a folder shared with main, and who writes."),
        Pattern::Ambassador => ("listen", "The port on 127.0.0.1 that main connects to."),
        Pattern::Adapter => ("exposes", "{port, path}: where the outside world reads it."),
    };
    properties[key] = json!({"description": about});
    if pattern == Pattern::Adapter {
        properties["reads"] = json!({"description": "{port, path} of main, or {path, at} of a folder main writes."});
    }
    json!({"type": "object", "required": ["name", "image"], "additionalProperties": false, "properties": properties})
}
