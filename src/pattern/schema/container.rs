//! Containers of the user's own: main, and helpers that are not of the catalogue.

use serde_json::{Value as Json, json};

use super::api_field::API_FIELD;
use crate::catalogue::Pattern;
use crate::pattern::description::container::api_fields;

/// Main as a mapping.
pub(super) fn main() -> Json {
    let mut properties = fields();
    properties["health"] =
        json!({"type": "string", "pattern": "^/", "description": "Path that answers while main is healthy."});
    object(&["image"], &properties)
}

/// A helper with an image of its own, and how it is wired.
pub(super) fn own(pattern: Pattern) -> Json {
    let mut properties = fields();
    properties["main"] = gives();
    properties["fronts"] = number("The port it listens on in front of main.");
    properties["config"] = config();
    let required: &[&str] = match pattern {
        Pattern::Ambassador => {
            properties["listen"] = number("The port on 127.0.0.1 that main connects to.");
            &["name", "image", "listen", "main"]
        }
        Pattern::Adapter => {
            properties["exposes"] = exposes();
            properties["reads"] = reads();
            &["name", "image", "exposes"]
        }
        _ => {
            properties["share"] = share();
            &["name", "image"]
        }
    };
    object(required, &properties)
}

/// Returns the environment and mounts that main gets from a helper.
pub(super) fn gives() -> Json {
    let mut schema = object(&[], &json!({"env": env(), "volumeMounts": {"type": ["array", "object"]}}));
    schema["description"] = "What main gets in addition: env, volumeMounts.".into();
    schema
}

/// Adds the fields that any container of the catalogue takes beside its parameters.
pub(super) fn add_overrides(properties: &mut Json) {
    if let (Some(properties), Json::Object(fields)) = (properties.as_object_mut(), fields()) {
        properties.extend(fields);
    }
}

/// Short or long.
pub(super) fn resources() -> Json {
    let quantity = json!({"type": ["string", "number"]});
    let long = json!({"requests": {"type": "object"}, "limits": {"type": "object"}, "claims": {"type": "array"}});
    json!({
        "description": "{cpu, memory}, or the API's {requests, limits}.",
        "anyOf": [object(&[], &json!({"cpu": quantity, "memory": quantity})), object(&[], &long)],
    })
}

/// Returns what any container of the user's own may say.
fn fields() -> Json {
    let mut properties = json!({
        "name": {"type": "string", "description": "Name of the container."},
        "image": {"type": "string", "description": "Image reference."},
        "ports": ports(),
        "env": env(),
        "resources": resources(),
    });
    for field in api_fields() {
        properties[field] = of_field(field);
    }
    properties
}

/// A field of a container in the API's words.
fn of_field(field: &str) -> Json {
    let kind = match field {
        "command" | "args" | "envFrom" | "restartPolicyRules" | "volumeDevices" | "resizePolicy" => json!("array"),
        "volumeMounts" => json!(["array", "object"]),
        "stdin" | "stdinOnce" | "tty" => json!("boolean"),
        "livenessProbe" | "readinessProbe" | "startupProbe" | "lifecycle" | "securityContext" => json!("object"),
        _ => json!("string"),
    };
    json!({"type": kind, "description": format!("`{field}` of the container, {API_FIELD}.")})
}

fn ports() -> Json {
    let long = object(
        &[],
        &json!({
            "name": {"type": "string"},
            "port": number("Number of the port."),
            "containerPort": number(&format!("Number of the port, {API_FIELD}.")),
            "protocol": {"enum": ["TCP", "UDP", "SCTP"]},
            "hostPort": number("Port of the node."),
            "hostIP": {"type": "string"},
        }),
    );
    let short = json!({"type": "string", "pattern": "^([a-z0-9-]+:)?[0-9]+$"});
    let one = json!({"anyOf": [number("Number of the port."), short, long]});
    json!({"description": "Numbers, `name:number`, or {name, port, protocol}.", "anyOf": [one, {"type": "array", "items": one}]})
}

fn env() -> Json {
    let listed = json!({"type": "array", "items": {"type": "object", "required": ["name"]}});
    let named =
        json!({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "object", "null"]}});
    json!({"description": "A mapping of names to values, or the API's list.", "anyOf": [named, listed]})
}

fn config() -> Json {
    let files = json!({"type": "object", "additionalProperties": {"type": "string"}});
    let mut schema = object(&["at", "files"], &json!({"at": path("The folder they are mounted in."), "files": files}));
    schema["description"] = "Configuration files, in a ConfigMap.".into();
    schema
}

fn share() -> Json {
    let one = object(
        &["path", "writer"],
        &json!({
            "path": path("Path of the folder in main."),
            "at": path("Path of the folder in the helper; by default the same."),
            "writer": {"enum": ["main", "helper", "both"], "description": "Who writes; the other side mounts it read-only."},
            "medium": {"const": "Memory", "description": "Kept in memory, as for shared memory."},
            "size": {"type": ["string", "number"], "description": "Maximum size, such as `1Gi`."},
        }),
    );
    json!({"description": "A folder shared with main, or several.", "anyOf": [one, {"type": "array", "items": one}]})
}

fn exposes() -> Json {
    let path = json!({"type": "string", "description": "The path of the metrics; by default `/metrics`."});
    let scheme = json!({"enum": ["http", "https"], "description": "By default `http`."});
    let long = object(&["port"], &json!({"port": number("The port."), "path": path, "scheme": scheme}));
    json!({"description": "The port that others read it at.", "anyOf": [number("The port."), long]})
}

fn reads() -> Json {
    let port = object(&["port"], &json!({"port": number("A port of main."), "path": {"type": "string"}}));
    let folder = object(
        &["path"],
        &json!({"path": path("A folder that main writes to."), "at": path("Path of the folder in the helper.")}),
    );
    json!({"description": "What it reads from main: a port or a folder.", "anyOf": [port, folder]})
}

fn number(about: &str) -> Json {
    json!({"type": "integer", "minimum": 1, "maximum": 65535, "description": about})
}

fn path(about: &str) -> Json {
    json!({"type": "string", "pattern": "^/", "description": about})
}

fn object(required: &[&str], properties: &Json) -> Json {
    json!({"type": "object", "required": required, "additionalProperties": false, "properties": properties})
}
