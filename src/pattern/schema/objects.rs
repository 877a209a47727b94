//! The objects beside a workload.

use serde_json::{Value as Json, json};

use super::api_field::API_FIELD;
use crate::pattern::description::monitor;
use crate::pattern::description::service::api_fields;

/// Adds what a description says of objects beside its workload.
pub(super) fn add(properties: &mut Json) {
    let map = |about: &str| json!({"type": "object", "description": about});
    properties["podLabels"] = map("Labels of the Pods.");
    properties["podAnnotations"] = map("Annotations of the Pods.");
    properties["selector"] = map("Labels that select the Pods, for a workload that already exists.");
    properties["service"] = json!({
        "description": "A Service in front of main, or several.",
        "anyOf": [{"type": "boolean"}, service(), {"type": "array", "items": service()}],
    });
    let account = json!({
        "name": {"type": "string"}, "create": {"type": "boolean"}, "annotations": {"type": "object"},
        "rules": {"type": "array", "description": format!("Rules of a Role, {API_FIELD}.")},
    });
    properties["serviceAccount"] = one_of("The account the Pods run as.", &json!({"type": "string"}), &account);
    let words: Vec<&str> = monitor::WORDS.iter().map(|(word, _)| *word).collect();
    let fields = json!({"kind": {"enum": words}, "labels": {"type": "object"}, "interval": {"type": "string"}});
    properties["monitor"] = one_of("How Prometheus finds the metrics.", &json!({"enum": words}), &fields);
    let bound = json!({"type": ["integer", "string"]});
    let fields = json!({"minAvailable": bound, "maxUnavailable": bound});
    properties["disruptionBudget"] =
        one_of("How many Pods may be evicted at once.", &json!({"type": "boolean"}), &fields);
    let count = json!({"type": "integer", "minimum": 1});
    properties["autoscale"] = object(&json!({"minReplicas": count, "maxReplicas": count, "cpu": count}));
    properties["autoscale"]["description"] = "Scales the Pods between two numbers by the CPU usage of main.".into();
    let text = json!({"type": "string"});
    properties["ingress"] = object(&json!({
        "host": text, "path": text, "ingressClassName": text, "tlsSecret": text, "annotations": {"type": "object"},
    }));
    properties["ingress"]["description"] = "Access from outside the cluster.".into();
    let peers = |about: &str| json!({"type": "array", "description": format!("{about}, {API_FIELD}.")});
    let fields = json!({"from": peers("Peers that may reach the container in front"), "metricsFrom": peers("Peers that may read metrics")});
    properties["networkPolicy"] = one_of("Who may reach the Pods.", &json!({"type": "boolean"}), &fields);
    properties["registry"] = json!({
        "type": ["string", "object", "null"], "description": "The mirror of catalogue images, or mirrors by registry.",
    });
}

fn one_of(about: &str, short: &Json, fields: &Json) -> Json {
    json!({"description": about, "anyOf": [short, object(fields)]})
}

fn object(properties: &Json) -> Json {
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}

fn service() -> Json {
    let mut properties = json!({
        "name": {"type": "string", "description": "Name of the Service; by default that of the workload."},
        "port": {"type": "integer", "minimum": 1, "maximum": 65535, "description": "Its port; by default that of main."},
        "to": {"type": "string", "description": "The container that receives the traffic; by default the one in front of main, or main."},
        "annotations": {"type": "object", "description": "Its annotations."},
    });
    for field in api_fields() {
        properties[field] = json!({"description": format!("`spec.{field}` of the Service, {API_FIELD}.")});
    }
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}
