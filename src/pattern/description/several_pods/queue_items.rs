//! `queue: {items: […]}`: an Indexed Job, each of whose Pods gets one item as a file.

use serde_json::json;

use super::expanded::Expanded;
use super::values::{add_env, add_to_list, fields, lengthen, set, set_default, take};
use crate::pattern::description::fields as reading;
use crate::pattern::description::spanned_value::{SpannedValue, Value};
use crate::pattern::problem::Problems;

/// The most items of one Job; a ConfigMap holds 1 MiB.
const MOST_ITEMS: usize = 10_000;

/// The most Pods at a time unless the description says otherwise.
const PARALLELISM: usize = 10;

pub(super) fn expand(expanded: &mut Expanded, asked: &SpannedValue, items: &SpannedValue, problems: &mut Problems) {
    let place = items.place.clone();
    for other in fields(asked).iter().filter(|field| !["items", "attempts"].contains(&field.key.as_str())) {
        let help = "leave it out: a Job with `items` has no queue".to_owned();
        problems.add(&other.place, format!("`{}` beside `items`", other.key), "has no effect here", help);
    }
    if let Some(completions) = expanded.value.get("completions").filter(|item| !item.is_null()) {
        let help = "leave it out: there is one Pod for each item".to_owned();
        problems.add(&completions.place, "`completions` beside `items`", "the items are counted", help);
    }
    if expanded.kind() == Some("Deployment") {
        let help = "leave `kind` out: every item has a Pod of a Job".to_owned();
        problems.add(&place, "`items` of a Deployment", "they come to an end", help);
        return;
    }
    let (Some(texts), Some(name)) = (read_items(items, problems), expanded.name()) else { return };
    let attempts = asked.get("attempts").and_then(|item| reading::whole(item, "`attempts`", 1, 1000, problems));
    let count = texts.len();
    expanded.tolerate_disruptions(&[], &place);
    let description = &mut expanded.value;
    for (key, value) in [
        ("completionMode", json!("Indexed")),
        ("completions", json!(count)),
        ("parallelism", json!(count.min(PARALLELISM))),
        ("backoffLimitPerIndex", json!(attempts.map_or(4, |attempts| attempts - 1))),
        ("maxFailedIndexes", json!(count)),
        ("ttlSecondsAfterFinished", json!(86400)),
    ] {
        set_default(description, key, &value, &place);
    }
    add_to_list(
        description,
        "volumes",
        &json!({"name": "items", "configMap": {"name": format!("{name}-items")}}),
        &place,
    );
    if let Some(mut main) = description.get("main").cloned() {
        lengthen(&mut main, "image");
        let index =
            json!({"fieldRef": {"fieldPath": "metadata.annotations['batch.kubernetes.io/job-completion-index']"}});
        add_env(&mut main, &json!({"WORK_ITEM_FILE": "/work/item", "JOB_COMPLETION_INDEX": index}), &place);
        let mount = json!({"name": "items", "mountPath": "/work/item", "subPathExpr": "$(JOB_COMPLETION_INDEX)", "readOnly": true});
        add_to_list(&mut main, "volumeMounts", &mount, &place);
        set(description, "main", main);
    }
    drop(take(description, "queue"));
    expanded.items = Some((texts, place));
}

/// Reads the texts of the items.
fn read_items(items: &SpannedValue, problems: &mut Problems) -> Option<Vec<String>> {
    let list = match &items.value {
        Value::List(list) if (1..=MOST_ITEMS).contains(&list.len()) => list,
        _ => {
            let help = format!("write a list of 1 to {MOST_ITEMS} texts");
            reading::mismatch(items, "`items`", format!("a list of 1 to {MOST_ITEMS} texts"), help, problems);
            return None;
        }
    };
    list.iter().map(|item| reading::text(item, "an item", problems).map(str::to_owned)).collect()
}
