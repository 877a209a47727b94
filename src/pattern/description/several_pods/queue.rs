//! `queue: {redis: …}`: a Job that works off a queue, or a Deployment that works for ever.

use serde_json::json;

use super::expanded::{Expanded, MainRole, QueueScale, number};
use super::values::{lengthen, of_json, says, seconds_of, set, set_default, take};
use super::{queue_items, redis};
use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::{Place, SpannedValue, Value};
use crate::pattern::problem::Problems;
use crate::yaml;

/// The seconds that an item may take unless the description says otherwise.
const TIMEOUT: u64 = 600;

/// The exit code of a worker that was told to end before the queue was empty: 0 is the end of the queue.
const ENDED_BY_SIGNAL: u8 = 143;

/// The seconds that a queue takes to give an item back.
const GIVE_BACK: u64 = 30;

/// Makes the queue a helper of the catalogue, main its worker, and Redis a workload of its own where it is new.
pub(super) fn expand(expanded: &mut Expanded, asked: &SpannedValue, problems: &mut Problems) {
    let place = asked.place.clone();
    let help = "write `queue: {redis: new}`, `{redis: HOST:PORT}` or `{items: […]}`".to_owned();
    if !matches!(asked.value, Value::Map(_)) {
        fields::mismatch(asked, "`queue`", "a mapping", help, problems);
        return;
    }
    set_default(&mut expanded.value, "kind", &json!("Job"), &place);
    let ends = matches!(expanded.kind(), Some("Job" | "CronJob"));
    if !ends && expanded.kind() != Some("Deployment") {
        let help = "write `kind: Job` to end with the queue, or `kind: Deployment` to work for ever".to_owned();
        let at = expanded.value.get("kind").map_or(&place, |kind| &kind.place);
        problems.add(at, "a queue is worked off by a Job or a Deployment", "another kind", help);
        return;
    }
    match (asked.get("redis"), asked.get("items")) {
        (Some(_), Some(items)) => {
            let help = "keep one of the two: items that are known beforehand need no Redis".to_owned();
            problems.add(&items.place, "`items` beside `redis`", "which queue?", help);
        }
        (None, Some(items)) => queue_items::expand(expanded, asked, items, problems),
        (Some(_), None) => with_redis(expanded, asked.clone(), ends, problems),
        (None, None) => {
            let is_items = asked.keys().any(|key| yaml::nearest(key, ["items"]).is_some());
            let key = if is_items { "items" } else { "redis" };
            fields::missing(asked, key, "`queue` says neither `redis` nor `items`", help, problems);
        }
    }
}

fn with_redis(expanded: &mut Expanded, mut helper: SpannedValue, ends: bool, problems: &mut Problems) {
    let place = helper.place.clone();
    if let Some(completions) = expanded.value.get("completions").filter(|item| !item.is_null() && ends) {
        let help = "leave it out: the Job ends when a worker finds the queue empty".to_owned();
        problems.add(&completions.place, "`completions` beside a queue", "nobody knows how many Pods end well", help);
    }
    if let Some(name) = take(&mut helper, "name") {
        set(&mut helper, "queue", name.item);
    }
    let scale = take(&mut helper, "scale");
    let Some(address) = redis::resolve(expanded, &mut helper, problems) else { return };
    let mode = helper.get("mode").map(SpannedValue::to_json);
    let by_http = mode == Some(json!("http"));
    if ends {
        set(&mut helper, "untilEmpty", of_json(&json!(true), &place));
        expanded.tolerate_disruptions(&[ENDED_BY_SIGNAL], &place);
        set_default(&mut expanded.value, "backoffLimit", &json!(6), &place);
        set_default(&mut expanded.value, "ttlSecondsAfterFinished", &json!(86400), &place);
    }
    let grace = seconds_of(helper.get("timeout")).unwrap_or(TIMEOUT) + GIVE_BACK;
    set_default(&mut expanded.value, "terminationGracePeriodSeconds", &json!(grace), &place);
    if by_http && ends {
        expanded.role = MainRole::ServesQueue;
    }
    if !by_http {
        run_once_for_every_item(expanded, &place, problems);
    }
    if let Some(scale) = scale.filter(|scale| !scale.item.is_null()) {
        let stream = helper.get("queue").map(SpannedValue::to_json);
        let stream = stream.and_then(|it| it.as_str().map(str::to_owned)).or_else(|| expanded.name());
        expanded.scale = read_scale(expanded, &scale.item, address, stream.unwrap_or_default(), problems);
    }
    set_default(&mut helper, "use", &json!("work-queue"), &place);
    set(&mut expanded.value, "queue", helper);
}

/// Main's command becomes arguments of what runs it for every item.
fn run_once_for_every_item(expanded: &mut Expanded, place: &Place, problems: &mut Problems) {
    let Some(mut main) = expanded.value.get("main").cloned() else { return };
    lengthen(&mut main, "image");
    let command = take(&mut main, "command").filter(|field| !field.item.is_null());
    if let Some(field) = command.as_ref().filter(|field| !matches!(field.item.value, Value::List(_))) {
        let words: Vec<&str> = field.item.raw().unwrap_or_default().split_whitespace().collect();
        let help = format!("write `command: [{}]`", words.join(", "));
        fields::mismatch(&field.item, "`command`", "a list", help, problems);
        return;
    }
    let Some(command) = command else {
        let help = "add `command: [PROGRAM, …]` to `main`, or `mode: http` to `queue` if main is a server".to_owned();
        problems.add(&main.place.head(), "main has no `command` to run for every item", "missing here", help);
        return;
    };
    let mut args = command.item;
    if let (Some(more), Value::List(args)) = (take(&mut main, "args"), &mut args.value)
        && let Value::List(more) = more.item.value
    {
        args.extend(more);
    }
    set(&mut main, "command", of_json(&json!(["/podpat/busybox", "sh", "/podpat/run.sh"]), place));
    set(&mut main, "args", args);
    set(&mut expanded.value, "main", main);
}

fn read_scale(
    expanded: &Expanded,
    item: &SpannedValue,
    address: String,
    stream: String,
    problems: &mut Problems,
) -> Option<QueueScale> {
    let mut fields = item.clone();
    let max = number(take(&mut fields, "max"), "`scale.max`", 1, i64::from(i32::MAX), problems);
    let min = number(take(&mut fields, "min"), "`scale.min`", 0, i64::from(i32::MAX), problems).unwrap_or(0);
    if let (Some(max), Some(item)) = (max.filter(|max| min > *max), item.get("min")) {
        problems.add(&item.place, "`scale.min` is more than `scale.max`", "too many", format!("write at most {max}"));
    }
    for field in super::values::fields(&fields) {
        let help = "`scale` takes `min` and `max`".to_owned();
        problems.add(&field.place, format!("`scale` takes no `{}`", field.key), "unknown key", help);
    }
    if expanded.kind() != Some("Deployment") {
        let help = "add `kind: Deployment`; for a Job, `parallelism` is the number of workers".to_owned();
        problems.add(&item.place, "`scale` is for workers that run for ever", "not of this kind", help);
        return None;
    }
    for other in ["autoscale", "replicas"] {
        if let Some(second) = expanded.value.get(other).filter(|_| says(&expanded.value, other)) {
            let help = format!("keep one of the two: `scale` decides on the number, `{other}` does as well");
            problems.add(&second.place, format!("`{other}` beside `scale`"), "two decide on one number", help);
        }
    }
    let Some(max) = max else {
        if !says(item, "max") {
            let help = "write `scale: {max: 20}`".to_owned();
            problems.add(&item.place, "`scale` has no `max`", "missing here", help);
        }
        return None;
    };
    if !address.split(':').next().unwrap_or_default().contains('.') {
        let help = "add `namespace:`, or write the address with its namespace".to_owned();
        problems.add(&item.place, "KEDA asks Redis from another namespace", "of which namespace is it?", help);
        return None;
    }
    Some(QueueScale { min, max, address, stream, place: item.place.clone() })
}
