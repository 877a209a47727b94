//! `scatter: {leaves, leaf, …}`: a root that asks every leaf, and main that merges their answers. A leaf may be a root of
//! further leaves.

use serde_json::{Value as Json, json};

use super::expanded::{Expanded, MainRole, number};
use super::leaves::{self, Leaves};
use super::values::{
    fields as fields_of, is_off, lengthen, of_json, says, seconds_of, set, set_default, take, text_of,
};
use crate::pattern::description::container;
use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::{Field, SpannedValue, Value};
use crate::pattern::problem::Problems;
use crate::validity::Release;

/// The most leaves that are named one by one.
const MOST_LEAVES: i64 = 500;

/// Other words for `leaves`.
const COUNTS: [&str; 5] = ["shards", "replicas", "parts", "partitions", "count"];

/// The most copies of each leaf.
const MOST_COPIES: i64 = 5;

/// The port of a root that is asked by another root.
const ROOT_PORT: i64 = 8080;

/// The first release with `preStop: {sleep: …}` (KEP-3960), for images that hold no program that waits.
const SLEEP_SINCE: Release = Release::minor(30);

/// The seconds in which requests still come in after a Pod was told to end: until all nodes know.
const STILL_ASKED: u64 = 5;

/// The grace period of a Pod that says none, in seconds.
const GRACE: u64 = 30;

/// Makes the root a helper of the catalogue that stands in front of main, and the leaves workloads of their own.
pub(super) fn expand(expanded: &mut Expanded, asked: &SpannedValue, release: Release, problems: &mut Problems) {
    let place = asked.place.clone();
    if let Some(kind) = expanded.value.get("kind").filter(|kind| matches!(kind.raw(), Some("Job" | "CronJob"))) {
        let help = "leave `kind` out: the root is a Deployment".to_owned();
        problems.add(&kind.place, "a root answers requests for ever", "comes to an end", help);
    }
    set_default(&mut expanded.value, "kind", &json!("Deployment"), &place);
    expanded.default_replicas(&place);
    set_default(&mut expanded.value, "service", &json!(true), &place);
    let name = expanded.name().unwrap_or_default();
    let askers = [expanded.labels()];
    Root { name: &name, roots: None, askers: &askers, release, adds_leaves: true }.expand(expanded, asked, problems);
}

/// A root, and where it stands among others.
#[derive(Clone, Copy)]
struct Root<'a> {
    /// The name with which those of the leaves begin.
    name: &'a str,
    /// The number of Pods that share the leaves, where each of them is a leaf itself and asks a part.
    roots: Option<i64>,
    /// The labels of the Pods that ask, which come in one set or in several copies.
    askers: &'a [Json],
    /// The release to generate for.
    release: Release,
    /// Its leaves are not there yet: another copy of the root has not added them.
    adds_leaves: bool,
}

impl Root<'_> {
    fn expand(self, expanded: &mut Expanded, asked: &SpannedValue, problems: &mut Problems) {
        let place = asked.place.clone();
        let help = "write `scatter: {leaves: 8, leaf: {image: IMAGE, ports: [8080]}}`".to_owned();
        if !matches!(asked.value, Value::Map(_)) {
            fields::mismatch(asked, "`scatter`", "a mapping", help, problems);
            return;
        }
        let mut root = asked.clone();
        if !merges(&mut root, problems) {
            does_the_work(expanded, &root, problems);
        } else if !says(&expanded.value, "main") {
            let help = "add `main: {image: IMAGE, ports: [9000]}`, or `merge: none` to `scatter`".to_owned();
            problems.add(&place.head(), "there is no `main` to merge the answers", "who merges?", help);
            // In the place of the one that is missing, which is told of once.
            set(&mut expanded.value, "main", of_json(&json!({"image": "merge", "ports": [9000]}), &place));
        }
        answers_while_asked(expanded, &root, self.release);
        let copies = number(take(&mut root, "copies"), "`copies`", 1, MOST_COPIES, problems).unwrap_or(1);
        let (count, leaf) = (take(&mut root, "leaves"), take(&mut root, "leaf"));
        for (key, missing) in [("leaves", count.is_none()), ("leaf", leaf.is_none())] {
            if missing {
                report_missing(key, &root, &help, problems);
            }
        }
        let count_place = count.as_ref().map_or(&place, |field| &field.item.place).clone();
        let most = MOST_LEAVES / self.roots.unwrap_or(1);
        let count = number(count, "`leaves`", 1, MOST_LEAVES, problems);
        let (Some(count), Some(mut leaf)) = (count, leaf.map(|field| field.item)) else { return };
        if count > most {
            let message = format!("{} roots with {count} leaves each have more than {MOST_LEAVES}", MOST_LEAVES / most);
            problems.add(&count_place, message, "too many in all", format!("write {most} or fewer"));
            return;
        }
        lengthen(&mut leaf, "image");
        let Some(port) = port_of(&mut leaf, problems) else { return };
        let count = count * self.roots.unwrap_or(1);
        let sets: Vec<String> = (0..copies).map(|copy| self.set_name(copy)).collect();
        let names = |shard| sets.iter().map(move |set| format!("{set}-{shard}.{set}-headless:{port}"));
        let addresses: Vec<String> = (0..count).map(|shard| names(shard).collect::<Vec<_>>().join("|")).collect();
        set(&mut root, "leaves", of_json(&json!(addresses), &place));
        if let Some(roots) = self.roots {
            set_default(&mut root, "roots", &json!(roots), &place);
        }
        set_default(&mut root, "use", &json!("scatter-root"), &place);
        set(&mut expanded.value, "scatter", root);
        expanded.numbered = Some(leaf.place.clone());
        if self.adds_leaves {
            self.add_leaves(expanded, &leaf, Leaves { name: "", count, port, askers: self.askers }, &sets, problems);
        }
    }

    /// Returns the name of a set of leaves, of which there is one for each copy.
    fn set_name(self, copy: i64) -> String {
        let number = if copy == 0 { String::new() } else { format!("-{}", copy + 1) };
        format!("{}-leaf{number}", self.name)
    }

    fn add_leaves(
        self,
        expanded: &mut Expanded,
        leaf: &SpannedValue,
        leaves: Leaves<'_>,
        sets: &[String],
        problems: &mut Problems,
    ) {
        let mut made = Vec::new();
        for (copy, name) in sets.iter().enumerate() {
            // What is wrong with one copy is wrong with all.
            let problems = if copy == 0 { &mut *problems } else { &mut Problems::default() };
            let mut value = leaves::description(Leaves { name, ..leaves }, leaf.clone(), problems);
            expanded.share(&mut value);
            made.push(Expanded::of(value));
        }
        let askers: Vec<Json> = made.iter().map(Expanded::labels).collect();
        for (copy, mut leaf) in made.into_iter().enumerate() {
            let problems = if copy == 0 { &mut *problems } else { &mut Problems::default() };
            if let Some(asked) = leaf.value.get("scatter").filter(|asked| !is_off(asked)).cloned() {
                let root = Root {
                    name: &sets[0],
                    roots: Some(leaves.count),
                    askers: &askers,
                    release: self.release,
                    adds_leaves: copy == 0,
                };
                root.expand(&mut leaf, &asked, problems);
            }
            expanded.others.push(leaf.without_unfinished());
        }
    }
}

/// Reports a key that is missing, at the one that was written in its place.
fn report_missing(key: &str, root: &SpannedValue, help: &str, problems: &mut Problems) {
    let is_count = |field: &&Field| key == "leaves" && COUNTS.contains(&field.key.as_str());
    if let Some(field) = fields_of(root).iter().find(is_count) {
        let message = format!("`scatter` takes no `{}`", field.key);
        problems.add(&field.place, message, "unknown key", "did you mean `leaves`?".to_owned());
    } else {
        fields::missing(root, key, &format!("`scatter` has no `{key}`"), help, problems);
    }
}

/// Returns whether main merges, as it does unless `merge` says `none`.
fn merges(root: &mut SpannedValue, problems: &mut Problems) -> bool {
    let Some(field) = take(root, "merge").filter(|field| !field.item.is_null()) else { return true };
    if text_of(Some(&field.item)).as_deref() == Some("none") {
        return false;
    }
    let help = "write `merge: none` for the list of the answers, or leave it out: main merges".to_owned();
    fields::mismatch(&field.item, "`merge`", "`none`", help, problems);
    true
}

/// Puts the root in main's place: without a merge there is nothing for main to do.
fn does_the_work(expanded: &mut Expanded, root: &SpannedValue, problems: &mut Problems) {
    expanded.role = MainRole::Root;
    if let Some(main) = expanded.value.get("main").filter(|main| !main.is_null()) {
        let help = "leave the container out, whose work the root does; or leave `merge` out, if it merges".to_owned();
        problems.add(&main.place.head(), "there is nothing to merge beside `merge: none`", "has nothing to do", help);
        return;
    }
    let name = text_of(root.get("name")).unwrap_or_else(|| "root".to_owned());
    set(&mut expanded.value, "main", of_json(&json!({"name": name, "image": "scatter-root"}), &root.place));
}

/// Lets main wait before it ends, for as long as the root is still asked: the root ends after main does.
fn answers_while_asked(expanded: &mut Expanded, root: &SpannedValue, release: Release) {
    let timeout = seconds_of(root.get("timeout")).unwrap_or(1);
    let place = root.place.clone();
    // The root waits for its leaves, for main, and a little for clients.
    let (wait, grace) = (STILL_ASKED + timeout, 2 * STILL_ASKED + 3 * timeout);
    if grace > GRACE {
        set_default(&mut expanded.value, "terminationGracePeriodSeconds", &json!(grace), &place);
    }
    let given = expanded.value.get("terminationGracePeriodSeconds").and_then(|grace| grace.to_json().as_u64());
    let has_time = given.unwrap_or(GRACE) > wait;
    let Some(mut main) = expanded.value.get("main").cloned().filter(|_| expanded.role == MainRole::Leads) else {
        return;
    };
    if has_time && release >= SLEEP_SINCE {
        lengthen(&mut main, "image");
        set_default(&mut main, "lifecycle", &json!({"preStop": {"sleep": {"seconds": wait}}}), &place);
        set(&mut expanded.value, "main", main);
    }
}

/// Returns the port on which the leaf is asked: its first one, or that of the root that it is. Reports a leaf that has
/// none.
fn port_of(leaf: &mut SpannedValue, problems: &mut Problems) -> Option<i64> {
    let inner = leaf.get("scatter").filter(|inner| matches!(inner.value, Value::Map(_))).cloned();
    let merges = inner.as_ref().is_none_or(|inner| text_of(inner.get("merge")).as_deref() != Some("none"));
    if merges && !says(leaf, "image") {
        let help = "add `image:`, the image of the leaf".to_owned();
        problems.add(&leaf.place.head(), "`scatter.leaf` has no `image`", "missing here", help);
        return None;
    }
    let ports = leaf.get("ports").filter(|item| !item.is_null());
    // What is wrong with them is told when the leaf is read.
    let ports = ports.map(|ports| container::read_ports(ports, &mut Problems::default())).unwrap_or_default();
    let mut ports = ports.iter().filter_map(|port| port.value["containerPort"].as_i64());
    if let Some(mut inner) = inner {
        let taken: Vec<i64> = ports.collect();
        let free = (ROOT_PORT..=65_535).find(|port| !taken.contains(port)).unwrap_or(ROOT_PORT);
        let said = inner.get("port").and_then(|port| port.to_json().as_i64());
        set_default(&mut inner, "port", &json!(free), &leaf.place.clone());
        set(leaf, "scatter", inner);
        return Some(said.unwrap_or(free));
    }
    let first = ports.next();
    let misspelt = fields_of(leaf).iter().find(|field| field.key == "port").filter(|_| !says(leaf, "ports"));
    if let Some(field) = misspelt {
        let help = "write `ports: [8080]`".to_owned();
        problems.add(&field.place, "`scatter.leaf` takes no `port`", "unknown key", help);
    } else if first.is_none() && !says(leaf, "ports") {
        let help = "add `ports: [8080]`, the port on which the leaf answers".to_owned();
        problems.add(&leaf.place.head(), "`scatter.leaf` has no `ports`", "missing here", help);
    }
    first
}
