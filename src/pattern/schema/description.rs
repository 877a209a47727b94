//! The keys of a description, and the helpers of the catalogue.

use serde_json::{Map, Value as Json, json};

use super::api_field::API_FIELD;
use super::entry::{choice, helper};
use super::{container, objects, several_pods};
use crate::catalogue::{Catalogue, CatalogueError, Entry, Listed, Pattern};
use crate::k8s::field_names;
use crate::pattern::description::kind::Kind;
use crate::pattern::description::refused_fields::is_of_pod;

/// The schema of a description.
///
/// # Errors
/// Fails if a file of the catalogue holds no entry.
pub fn schema(catalogue: &Catalogue) -> Result<Json, CatalogueError> {
    let entries = catalogue.files().iter().map(Listed::read).collect::<Result<Vec<_>, _>>()?;
    Ok(schema_of(&entries))
}

/// The schema of a description with helpers of these entries.
pub fn schema_of(entries: &[Entry]) -> Json {
    let mut properties = json!({
        "name": {"type": "string", "description": "Name of the workload and of the objects generated with it."},
        "kind": {"enum": Kind::ALL.map(Kind::name), "description": "Kind of workload; Pod unless a pattern says otherwise."},
        "namespace": {"type": "string", "description": "Namespace of every object."},
        "labels": {"type": "object", "description": "Labels of every object."},
        "annotations": {"type": "object", "description": "Annotations of the workload."},
        "helpers": {"enum": ["native", "classic"], "description": "How helpers run: native sidecars, or plain containers."},
        "main": {"description": "The container that does the work.", "anyOf": [{"type": "string"}, container::main()]},
        "patch": {"type": "object", "description": "A strategic merge patch for the pod spec."},
    });
    for field in field_names::of_pod_spec().iter().filter(|field| is_of_pod(field, Kind::Pod)) {
        properties[*field] = json!({"description": format!("`{field}` of the pod spec, {API_FIELD}.")});
    }
    for field in Kind::ALL.into_iter().flat_map(Kind::fields) {
        properties[field] = of_field(field);
    }
    let mut definitions = Map::new();
    for pattern in Pattern::LISTED {
        definitions.insert(pattern.key().to_owned(), helper(entries, pattern));
        let one = json!({"$ref": format!("#/$defs/{}", pattern.key())});
        let many = json!({"type": "array", "items": one});
        properties[pattern.key()] = choice(&json!({"type": "array"}), &many, &one);
        properties[pattern.key()]["description"] = about(pattern).into();
    }
    objects::add(&mut properties);
    several_pods::add(&mut properties, entries);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "podpat description",
        "type": "object",
        "required": ["name"],
        // Without a merge the root does the work.
        "anyOf": [
            {"required": ["main"]},
            {"required": ["scatter"], "properties": {"scatter": {"required": ["merge"]}}},
        ],
        "additionalProperties": false,
        "properties": properties,
        "allOf": Kind::ALL.map(of_kind),
        "$defs": definitions,
    })
}

/// Returns what a description of a kind may not say, and what it has to.
fn of_kind(kind: Kind) -> Json {
    let all = Kind::ALL.into_iter().flat_map(Kind::fields);
    let others = all.filter(|field| !kind.has(field) && !is_of_pod(field, kind));
    let others: Map<String, Json> = others.map(|field| (field.to_owned(), false.into())).collect();
    let required: &[&str] = if kind == Kind::CronJob { &["schedule"] } else { &[] };
    let said = json!({"required": ["kind"], "properties": {"kind": {"const": kind.name()}}});
    let unsaid = json!({"not": {"anyOf": [
        {"required": ["kind"]}, {"required": ["election"]}, {"required": ["queue"]}, {"required": ["scatter"]},
    ]}});
    let condition = if kind == Kind::default() { json!({"anyOf": [said, unsaid]}) } else { said };
    json!({"if": condition, "then": {"properties": others, "required": required}})
}

const fn about(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Sidecar => "Containers that extend main.",
        Pattern::Ambassador => "Containers that main reaches on localhost and that connect it to the outside world.",
        Pattern::Adapter => "Containers that expose main to the outside world in a uniform format.",
        Pattern::LeaderElection => "Elects one of several Pods as the leader.",
        Pattern::WorkQueue => "A queue whose items main processes.",
        Pattern::ScatterGather => "Leaves that are queried all at once.",
        Pattern::Init => "Containers that run to completion before main starts.",
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
    json!({"type": kind, "description": format!("`spec.{field}` of the workload, {API_FIELD}.")})
}
