//! `election: true`, or `{name, names, shards, …}`: one of several Pods leads.

use serde_json::{Value as Json, json};

use super::expanded::{Expanded, number};
use super::values::{of_json, says, set, set_default, take};
use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::{SpannedValue, Value};
use crate::pattern::problem::Problems;
use crate::validity::content;

/// The most elections of one workload: each is a Lease that is renewed every other second.
const MOST_SHARDS: i64 = 1000;

/// Makes the election a helper of the catalogue, and the workload one of several Pods.
pub(super) fn expand(expanded: &mut Expanded, asked: &SpannedValue, problems: &mut Problems) {
    let place = asked.place.clone();
    let mut helper = match &asked.value {
        Value::Map(_) => asked.clone(),
        Value::Scalar { json: Json::Bool(true), .. } => of_json(&json!({}), &place),
        other => {
            let help = match other {
                Value::Scalar { json: Json::String(name), .. } => format!("write `election: {{name: {name}}}`"),
                Value::List(_) => "write `election: {names: […]}`".to_owned(),
                _ => "write `true`, or a mapping such as `{serve: leader}`".to_owned(),
            };
            fields::mismatch(asked, "`election`", "`true` or a mapping", help, problems);
            return;
        }
    };
    set_default(&mut expanded.value, "kind", &json!("Deployment"), &place);
    expanded.default_replicas(&place);
    if matches!(expanded.kind(), Some("Deployment" | "StatefulSet")) {
        set_default(&mut expanded.value, "disruptionBudget", &json!(true), &place);
    }
    let name = take(&mut helper, "name").map(|field| field.item);
    let shards = take(&mut helper, "shards");
    let second = name.as_ref().map(|name| ("name", &name.place));
    let second = second.or_else(|| shards.as_ref().map(|shards| ("shards", &shards.place)));
    if let (true, Some((key, place))) = (says(&helper, "names"), second) {
        let help = "keep one of the two".to_owned();
        problems.add(place, format!("`{key}` beside `names`"), "which elections?", help);
    }
    let shards = number(shards, "`shards`", 1, MOST_SHARDS, problems);
    if !says(&helper, "names") && (name.is_some() || shards.is_some()) {
        let place = name.as_ref().map_or(&place, |name| &name.place).clone();
        let base = match &name {
            Some(name) => election_name(name, problems),
            None => Some(expanded.name().unwrap_or_default()),
        };
        if let Some(base) = base {
            let names: Vec<String> = match shards {
                Some(count) => (0..count).map(|shard| format!("{base}-{shard}")).collect(),
                None => vec![base],
            };
            set(&mut helper, "names", of_json(&json!(names), &place));
        }
    }
    if let Some(share) = shards.and_then(|shards| share_of_each(expanded, shards)) {
        set_default(&mut helper, "share", &json!(share), &place);
    }
    set_default(&mut helper, "use", &json!("leader-elector"), &place);
    set(&mut expanded.value, "election", helper);
}

/// Reads the name of an election, which is that of its Lease.
fn election_name(item: &SpannedValue, problems: &mut Problems) -> Option<String> {
    let name = fields::text(item, "`election.name`", problems)?;
    if content::dns_subdomain(name).is_some() {
        let help = "write lower-case letters, digits, `-` and `.`: it becomes the name of a Lease".to_owned();
        fields::mismatch(item, "`election.name`", "the name of an object", help, problems);
        return None;
    }
    Some(name.to_owned())
}

/// Returns how many elections each of a known number of Pods leads when they are spread evenly.
fn share_of_each(expanded: &Expanded, shards: i64) -> Option<i64> {
    let replicas = expanded.value.get("replicas")?.to_json().as_i64().filter(|replicas| *replicas > 0)?;
    Some((shards + replicas - 1) / replicas)
}
