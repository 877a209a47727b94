//! A parameter of a catalogue container.

use serde_json::{Value as Json, json};

use crate::catalogue::{Parameter, Type};

pub(super) fn of_parameter(parameter: &Parameter) -> Json {
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
            "service": {"type": "string", "description": "Its `serviceName`; by default `NAME-headless`."},
            "namespace": {"type": "string", "description": "Its namespace; by default that of main."},
            "port": {"type": "integer", "minimum": 1, "maximum": 65535, "description": "The port of each Pod."},
        },
    });
    json!({"anyOf": [one, {"type": "array", "items": one, "minItems": 1}, pods]})
}

fn secret_key() -> Json {
    let long = json!({
        "type": "object", "required": ["name", "key"], "additionalProperties": false,
        "properties": {"name": {"type": "string"}, "key": {"type": "string"}},
    });
    json!({"anyOf": [{"type": "string", "pattern": "^[^/]+/[^/]+$"}, long]})
}

fn of_type(kind: Type, parameter: &Parameter) -> Json {
    match kind {
        Type::Int | Type::Number => {
            let mut schema = json!({"type": if kind == Type::Int { "integer" } else { "number" }});
            for (key, bound) in [("minimum", &parameter.least), ("maximum", &parameter.most)] {
                if let Some(bound) = bound.as_ref() {
                    schema[key] = bound.clone();
                }
            }
            schema
        }
        Type::Port => json!({"type": "integer", "minimum": 1, "maximum": 65535}),
        Type::Bool => json!({"type": "boolean"}),
        Type::Choice if parameter.kind == Type::Choice && parameter.of.is_some() => {
            json!({"anyOf": [{"enum": parameter.values}, of_type(parameter.of.unwrap_or(Type::Any), parameter)]})
        }
        Type::Choice => json!({"enum": parameter.values}),
        Type::Map if parameter.needs.is_empty() => json!({"type": "object"}),
        Type::Map => json!({"type": "object", "required": parameter.needs}),
        Type::SecretKey => secret_key(),
        Type::Any | Type::List | Type::Addresses => json!({}),
        Type::Path | Type::UrlPath => json!({"type": "string", "pattern": "^/"}),
        Type::Share => json!({"type": ["string", "integer"], "pattern": "^[0-9]+%?$", "minimum": 1}),
        Type::Quantity => json!({"type": ["string", "number"], "pattern": QUANTITY}),
        Type::Duration => json!({"type": "string", "pattern": DURATION}),
        Type::Name => json!({"type": "string", "pattern": NAME, "maxLength": 253}),
        Type::Variable => json!({"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}),
        Type::Repository => json!({"type": "string", "pattern": "^([a-z][a-z0-9+.-]*://|[^@:]+@[^@:]+:)"}),
        Type::Address => json!({"type": "string", "pattern": "^\\S+$"}),
        Type::Url => json!({"type": "string", "pattern": url(parameter)}),
        _ => json!({"type": "string"}),
    }
}

/// A quantity, negative ones excluded.
const QUANTITY: &str = r"^\+?([0-9]+\.?[0-9]*|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$";

/// A span of time as Go writes it, without a sign.
const DURATION: &str = "^([0-9.]+(ns|us|ms|s|m|h))+$";

/// A DNS subdomain.
const NAME: &str = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

/// The beginning of a URL with one of the allowed schemes.
fn url(parameter: &Parameter) -> String {
    let schemes = if parameter.schemes.is_empty() { "https?".to_owned() } else { parameter.schemes.join("|") };
    format!("^({schemes})://")
}
