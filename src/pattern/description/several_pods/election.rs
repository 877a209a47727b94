//! `election: true`, or `{name, names, shards, …}`: one of several Pods leads.

use serde_json::{Value as Json, json};

use super::expanded::{Expanded, number};
use super::values::{of_json, set, set_default, take};
use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::{SpannedValue, Value};
use crate::pattern::problem::Problems;

/// The most elections of one workload: each is a Lease that is renewed every other second.
const MOST_SHARDS: i64 = 1000;

/// Makes the election a helper of the catalogue, and the workload one of several Pods.
pub(super) fn expand(expanded: &mut Expanded, asked: &SpannedValue, problems: &mut Problems) {
    let place = asked.place.clone();
    let mut helper = match &asked.value {
        Value::Map(_) => asked.clone(),
        Value::Scalar { json: Json::Bool(true), .. } => of_json(&json!({}), &place),
        _ => {
            let help = "write `true`, or a mapping such as `{serve: leader}`".to_owned();
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
    let shards = number(take(&mut helper, "shards"), "`shards`", 1, MOST_SHARDS, problems);
    if let Some(names) = take(&mut helper, "names") {
        if let Some(second) = name.as_ref() {
            let help = "keep one of the two".to_owned();
            problems.add(&second.place, "`name` beside `names`", "which elections?", help);
        }
        set(&mut helper, "elections", names.item);
    } else if name.is_some() || shards.is_some() {
        let place = name.as_ref().map_or(&place, |name| &name.place).clone();
        let base = match &name {
            Some(name) => fields::text(name, "`election.name`", problems).map(str::to_owned),
            None => expanded.name(),
        };
        let base = base.unwrap_or_default();
        let names: Vec<String> = match shards {
            Some(count) => (0..count).map(|shard| format!("{base}-{shard}")).collect(),
            None => vec![base],
        };
        set(&mut helper, "elections", of_json(&json!(names), &place));
    }
    if let Some(share) = shards.and_then(|shards| share_of_each(expanded, shards)) {
        set_default(&mut helper, "share", &json!(share), &place);
    }
    set_default(&mut helper, "use", &json!("leader-elector"), &place);
    set(&mut expanded.value, "election", helper);
}

/// Returns how many elections each of a known number of Pods leads when they are spread evenly.
fn share_of_each(expanded: &Expanded, shards: i64) -> Option<i64> {
    let replicas = expanded.value.get("replicas")?.to_json().as_i64().filter(|replicas| *replicas > 0)?;
    Some((shards + replicas - 1) / replicas)
}
