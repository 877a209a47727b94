//! The leaves of a root: a StatefulSet, whose Pods know their number, and which nobody but the root may ask.

use serde_json::{Value as Json, json};

use super::values::{add_env, of_json, says, set, set_default, take};
use crate::pattern::description::container::is_api_field;
use crate::pattern::description::spanned_value::SpannedValue;
use crate::pattern::problem::Problems;

/// Leaves of one root.
#[derive(Clone, Copy)]
pub(super) struct Leaves<'a> {
    /// The name of their StatefulSet.
    pub name: &'a str,
    /// The number of them.
    pub count: i64,
    /// The port on which they answer.
    pub port: i64,
    /// The labels of the Pods that ask: of the root, or of each copy of it.
    pub askers: &'a [Json],
}

/// The description of the leaves: fields of the container as `main`, all others as they are.
pub(super) fn description(leaves: Leaves<'_>, mut leaf: SpannedValue, problems: &mut Problems) -> SpannedValue {
    let place = leaf.place.clone();
    for (key, help) in [
        ("replicas", "leave it out: `leaves` is the number"),
        ("kind", "leave it out: leaves are a StatefulSet, because each has a number"),
        ("name", "leave it out: leaves are called after the workload"),
        ("serviceName", "leave it out: the root asks the leaves by the names that podpat gives them"),
        ("election", "describe what elects by itself: every leaf answers for its part"),
        ("queue", "describe the queue by itself: a leaf answers the root"),
    ] {
        if let Some(field) = take(&mut leaf, key) {
            problems.add(&field.place, format!("a leaf takes no `{key}`"), "not of a leaf", help.to_owned());
        }
    }
    let mut main = of_json(&json!({}), &place);
    let keys: Vec<String> = leaf.keys().filter(|key| is_of_container(key)).map(str::to_owned).collect();
    for key in &keys {
        if let Some(field) = take(&mut leaf, key) {
            set(&mut main, key, field.item);
        }
    }
    // The API server sets this label to the number of the Pod, since Kubernetes 1.28.
    let shard = json!({"fieldRef": {"fieldPath": "metadata.labels['apps.kubernetes.io/pod-index']"}});
    add_env(&mut main, &json!({"SHARD": shard, "SHARDS": leaves.count.to_string()}), &place);
    let is_root = says(&leaf, "scatter");
    if !says(&main, "health") && !is_root {
        let probe = json!({"tcpSocket": {"port": leaves.port}, "periodSeconds": 5});
        set_default(&mut main, "readinessProbe", &probe, &place);
    }
    // A root without a merge is a leaf without a container of the user's.
    if !keys.is_empty() || !is_root {
        set(&mut leaf, "main", main);
    }
    let from: Vec<Json> = leaves.askers.iter().map(|labels| json!({"podSelector": {"matchLabels": labels}})).collect();
    for (key, value) in [
        ("name", json!(leaves.name)),
        ("kind", json!("StatefulSet")),
        ("replicas", json!(leaves.count)),
        ("podManagementPolicy", json!("Parallel")),
        ("disruptionBudget", json!(true)),
        ("networkPolicy", json!({"from": from})),
    ] {
        set_default(&mut leaf, key, &value, &place);
    }
    leaf
}

/// Returns true if a key of a leaf is one of its container.
fn is_of_container(key: &str) -> bool {
    ["image", "ports", "env", "resources", "health"].contains(&key) || is_api_field(key)
}
