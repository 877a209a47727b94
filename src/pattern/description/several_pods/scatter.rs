//! `scatter: {leaves, leaf, …}`: a root that asks every leaf, and main that merges their answers.

use serde_json::json;

use super::expanded::{Expanded, number};
use super::leaves::{self, Leaves};
use super::values::{lengthen, of_json, says, set, set_default, take};
use crate::pattern::description::container;
use crate::pattern::description::spanned_value::{SpannedValue, Value};
use crate::pattern::problem::Problems;

/// The most leaves that are named one by one.
const MOST_LEAVES: i64 = 500;

/// The most copies of each leaf.
const MOST_COPIES: i64 = 5;

/// Makes the root a helper of the catalogue that stands in front of main, and the leaves workloads of their own.
pub(super) fn expand(expanded: &mut Expanded, asked: &SpannedValue, problems: &mut Problems) {
    let place = asked.place.clone();
    let help = "write `scatter: {leaves: 8, leaf: {image: IMAGE, ports: [8080]}}`".to_owned();
    if !matches!(asked.value, Value::Map(_)) {
        problems.add(&place, format!("`scatter` is {}", asked.described()), "a mapping is expected", help);
        return;
    }
    let mut root = asked.clone();
    let copies = number(take(&mut root, "copies"), "`copies`", 1, MOST_COPIES, problems).unwrap_or(1);
    let (count, leaf) = (take(&mut root, "leaves"), take(&mut root, "leaf"));
    for (key, missing) in [("leaves", count.is_none()), ("leaf", leaf.is_none())] {
        if missing {
            problems.add(&place.head(), format!("`scatter` has no `{key}`"), "missing here", help.clone());
        }
    }
    let count = number(count, "`leaves`", 1, MOST_LEAVES, problems);
    let (Some(count), Some(mut leaf), Some(name)) = (count, leaf.map(|field| field.item), expanded.name()) else {
        return;
    };
    lengthen(&mut leaf, "image");
    set_default(&mut expanded.value, "kind", &json!("Deployment"), &place);
    expanded.default_replicas(&place);
    set_default(&mut expanded.value, "service", &json!(true), &place);
    let Some(port) = port_of(&leaf, problems) else { return };
    let selector = expanded.value.get("selector").map(|it| it.get("matchLabels").unwrap_or(it).to_json());
    let root_labels = selector.unwrap_or_else(|| json!({"app.kubernetes.io/name": name}));
    let mut addresses = vec![Vec::new(); usize::try_from(count).unwrap_or_default()];
    for copy in 0..copies {
        let set_name = if copy == 0 { format!("{name}-leaf") } else { format!("{name}-leaf-{}", copy + 1) };
        for (shard, addresses) in addresses.iter_mut().enumerate() {
            addresses.push(format!("{set_name}-{shard}.{set_name}-headless:{port}"));
        }
        let leaves = Leaves { name: &set_name, count, port, root: &root_labels };
        expanded.add(leaves::description(leaves, leaf.clone(), problems));
    }
    let addresses: Vec<String> = addresses.iter().map(|copies| copies.join("|")).collect();
    set(&mut root, "leaves", of_json(&json!(addresses), &place));
    set_default(&mut root, "use", &json!("scatter-root"), &place);
    set(&mut expanded.value, "scatter", root);
    expanded.numbered = Some(leaf.place);
}

/// The first port of the leaf; a leaf without one is reported.
fn port_of(leaf: &SpannedValue, problems: &mut Problems) -> Option<i64> {
    if !says(leaf, "image") {
        let help = "add `image:`, the image of the leaf".to_owned();
        problems.add(&leaf.place.head(), "`scatter.leaf` has no `image`", "missing here", help);
    }
    let Some(ports) = leaf.get("ports").filter(|item| !item.is_null()) else {
        let help = "add `ports: [8080]`, the port on which the leaf answers".to_owned();
        problems.add(&leaf.place.head(), "`scatter.leaf` has no `ports`", "missing here", help);
        return None;
    };
    // What is wrong with them is told when the leaf is read.
    let ports = container::read_ports(ports, &mut Problems::default());
    ports.first().and_then(|port| port.value["containerPort"].as_i64())
}
