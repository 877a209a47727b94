//! Every form in which patterns over several Pods can be said: generated, valid, and nothing for lint to say.

use serde_json::Value as Json;

use crate::harness::{podpat, podpat_on};

/// The leaf of most descriptions.
const LEAF: &str = "leaf: {image: \"registry.example.com/leaf:2.0\", ports: [8080], health: /healthz}";

/// Forms of `election`: what each is about, what follows `main`, and what the output has to hold.
const ELECTIONS: [(&str, &str, &str); 9] = [
    ("a name", "election: {name: planner}", "value: planner"),
    ("several names", "election: {names: [orders, invoices]}", "value: orders invoices"),
    ("shards of a name", "replicas: 3\nelection: {name: part, shards: 6}", "part-5"),
    ("shards of the workload", "election: {shards: 3}", "scheduler-2"),
    (
        "timings",
        "election: {lease: 30s, renewDeadline: 20s, retryPeriod: 5s}",
        "name: RENEW_DEADLINE\n          value: \"20\"",
    ),
    ("a check of main", "election: {check: /healthz}", "value: http://127.0.0.1:8080/healthz"),
    ("served by the leader", "service: true\nelection: {serve: leader}", "value: podpat.dev/leader"),
    ("Pods with names", "kind: StatefulSet\nservice: true\nelection: {serve: leader}", "kind: StatefulSet"),
    (
        "an image of one's own",
        "election: {image: \"registry.example.com/python:3.13\"}",
        "registry.example.com/python:3.13",
    ),
];

/// Forms of `queue`, likewise.
const QUEUES: [(&str, &str, &str); 12] = [
    ("storage of a class", "queue: {redis: {new: {storage: 5Gi, storageClassName: fast}}}", "storageClassName: fast"),
    ("fields of Redis's Pod", "queue: {redis: {new: true, nodeSelector: {disk: ssd}}}", "disk: ssd"),
    ("a password", "queue: {redis: new, secret: redis}", "--requirepass"),
    (
        "TLS to an address",
        "queue: {redis: \"redis.queues:6380\", secret: redis, tls: true}",
        "value: rediss://redis.queues:6380",
    ),
    ("names of streams", "queue: {redis: new, name: work, results: finished}", "value: finished"),
    (
        "limits of an item",
        "queue: {redis: new, attempts: 2, visibility: 1m, timeout: 2m}",
        "terminationGracePeriodSeconds: 150",
    ),
    (
        "pushed to a server",
        "queue: {redis: new, mode: http, path: /work, slots: 4}",
        "value: http://127.0.0.1:8080/work",
    ),
    ("for ever", "kind: Deployment\nqueue: {redis: new}", "kind: Deployment"),
    (
        "as many workers as items",
        "kind: Deployment\nnamespace: work\nqueue: {redis: new, scale: {min: 1, max: 20}}",
        "kind: ScaledObject",
    ),
    ("by the clock", "kind: CronJob\nschedule: 0 3 * * *\nqueue: {redis: new}", "kind: CronJob"),
    ("items known beforehand", "queue: {items: [a, \"2\", \"c d\"], attempts: 2}", "completions: 3"),
    ("restarts in place", "restartPolicy: OnFailure\nqueue: {redis: new}", "restartPolicy: OnFailure"),
];

/// Forms of `scatter`, likewise; `LEAF` stands for the leaf.
const SCATTERS: [(&str, &str, &str); 10] = [
    ("not all leaves", "scatter: {leaves: 4, min: 75%, LEAF}", "value: 75%"),
    ("a number of leaves", "scatter: {leaves: 4, min: \"3\", LEAF}", "name: LEAST\n          value: \"3\""),
    (
        "time and second requests",
        "scatter: {leaves: 2, timeout: 30s, hedge: 50ms, LEAF}",
        "terminationGracePeriodSeconds: 100",
    ),
    ("no second requests", "scatter: {leaves: 2, hedge: none, LEAF}", "value: none"),
    ("copies", "scatter: {leaves: 2, copies: 3, LEAF}", "search-leaf-3-1.search-leaf-3-headless:8080"),
    (
        "an image of the root",
        "scatter: {leaves: 2, image: \"registry.example.com/python:3.13\", LEAF}",
        "example.com/python:3.13",
    ),
    ("another port", "scatter: {leaves: 2, port: 9090, LEAF}", "containerPort: 9090"),
    (
        "a tree",
        "scatter: {leaves: 2, leaf: {image: \"registry.example.com/merge:2.0\", ports: [9000], scatter: {leaves: 3, LEAF}}}",
        "search-leaf-leaf-5.search-leaf-leaf-headless:8080",
    ),
    (
        "a tree of copies",
        "scatter: {leaves: 2, copies: 2, leaf: {image: \"registry.example.com/merge:2.0\", ports: [8080], scatter: {leaves: 2, copies: 2, LEAF}}}",
        "search-leaf-2-1.search-leaf-2-headless:8081",
    ),
    (
        "a tree without merges below",
        "scatter: {leaves: 2, leaf: {scatter: {leaves: 2, merge: none, LEAF}}}",
        "search-leaf-leaf-3.search-leaf-leaf-headless:8080",
    ),
];

/// Descriptions without a main container.
const LISTS: [(&str, &str, &str); 3] = [
    ("without a merge", "scatter: {leaves: 2, merge: none, LEAF}", "- name: root\n"),
    ("without a merge, under another name", "scatter: {leaves: 2, merge: none, name: front, LEAF}", "- name: front\n"),
    (
        "without a merge, beside others",
        "scatter: {leaves: 2, merge: none, LEAF}\nadapter: statsd-exporter\nambassador: {use: tcp, servers: \"db:5432\"}",
        "name: STATSD_HOST",
    ),
];

fn all() -> Vec<(String, String, &'static str)> {
    let main = |image: &str, more: &str| format!("main: {{image: \"registry.example.com/{image}\", {more}}}\n");
    let scheduler = format!("name: scheduler\n{}", main("scheduler:1.3.0", "ports: [8080]"));
    let thumbs = format!("name: thumbs\n{}", main("thumbs:1.4", "command: [thumb], ports: [8080]"));
    let search = format!("name: search\n{}", main("merge:2.0", "ports: [9000]"));
    let of = |head: &str, (what, rest, holds): &(&'static str, &'static str, &'static str)| {
        ((*what).to_owned(), format!("{head}{}\n", rest.replace("LEAF", LEAF)), *holds)
    };
    let elections = ELECTIONS.iter().map(|variant| of(&scheduler, variant));
    let queues = QUEUES.iter().map(|variant| of(&thumbs, variant));
    let scatters = SCATTERS.iter().map(|variant| of(&search, variant));
    let lists = LISTS.iter().map(|variant| of("name: search\n", variant));
    elections.chain(queues).chain(scatters).chain(lists).collect()
}

#[test]
fn every_form_is_generated_and_lint_has_nothing_to_say() {
    let schema = jsonschema::validator_for(&podpat(["schema"]).json()).expect("a schema");
    for (what, description, holds) in all() {
        let ran = podpat_on(&description, ["generate", "-"]);
        assert_eq!(ran.code, 0, "{what}: {}", ran.err);
        assert!(ran.out.contains(holds), "{what}: no `{holds}` in\n{}", without_scripts(&ran.out));
        let lint = podpat_on(&ran.out, ["lint", "--format", "short", "--fail-on", "info", "-"]);
        assert_eq!(lint.code, 0, "{what}: {}", lint.out);
        let value: Json = serde_yaml::from_str(&description).expect("YAML");
        assert!(schema.is_valid(&value), "{what}: the schema takes it");
    }
}

/// The lines that are not of a script.
fn without_scripts(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("    ") || line.contains("value:")).collect::<Vec<_>>().join("\n")
}

/// Flags say what a file says, with keys of any depth.
#[test]
fn flags_say_every_form() {
    for (flags, description) in [
        (
            "--main registry.example.com/a:1 --port 8080 --election serve=leader,lease=30s --set service=true",
            "{main: {image: \"registry.example.com/a:1\", ports: [8080]}, election: {serve: leader, lease: 30s}, service: true}",
        ),
        (
            "--main registry.example.com/a:1 --election name=part,shards=4 --set kind=StatefulSet",
            "{main: \"registry.example.com/a:1\", election: {name: part, shards: 4}, kind: StatefulSet}",
        ),
        (
            "--main registry.example.com/a:1 --port 8080 --queue redis.new.storage=5Gi,mode=http,secret=redis",
            "{main: {image: \"registry.example.com/a:1\", ports: [8080]}, queue: {redis: {new: {storage: 5Gi}}, mode: http, secret: redis}}",
        ),
        (
            "--main registry.example.com/a:1 --set main.command=[work] --queue items=[a,b]",
            "{main: {image: \"registry.example.com/a:1\", command: [work]}, queue: {items: [a, b]}}",
        ),
        (
            "--scatter merge=none,leaves=2,leaf.image=registry.example.com/a:1,leaf.ports=[8080]",
            "{scatter: {merge: none, leaves: 2, leaf: {image: \"registry.example.com/a:1\", ports: [8080]}}}",
        ),
        (
            "--scatter merge=none,leaves=2,leaf.scatter.merge=none,leaf.scatter.leaves=2,leaf.scatter.leaf.image=registry.example.com/a:1,leaf.scatter.leaf.ports=[8080]",
            "{scatter: {merge: none, leaves: 2, leaf: {scatter: {merge: none, leaves: 2, leaf: {image: \"registry.example.com/a:1\", ports: [8080]}}}}}",
        ),
    ] {
        let flags: Vec<&str> = ["generate", "--name", "a"].into_iter().chain(flags.split(' ')).collect();
        let ran = podpat(flags.clone());
        assert_eq!(ran.code, 0, "{flags:?}: {}", ran.err);
        let description = format!("{{name: a, {}", &description[1..]);
        assert_eq!(ran.out, podpat_on(&description, ["generate", "-"]).out, "{flags:?}");
    }
}

/// What a release or plain helpers cannot do is refused, in every form.
#[test]
fn what_a_release_cannot_do_is_refused() {
    for (what, description, _) in all() {
        let is_job = description.contains("queue:") && !description.contains("kind: Deployment");
        let is_indexed = description.contains("items:");
        let plain = podpat_on(&description, ["generate", "-", "--helpers", "classic"]);
        assert_eq!(plain.code == 2, is_job && !is_indexed, "{what} with plain helpers: {}", plain.err);
        let older = podpat_on(&description, ["generate", "-", "--kubernetes-version", "1.27"]);
        let needs_numbers = description.contains("scatter:");
        let needs_limit = is_indexed;
        let refused = (is_job && !is_indexed) || needs_numbers || needs_limit;
        assert_eq!((older.code, older.out.is_empty()), (if refused { 2 } else { 0 }, refused), "{what}: {}", older.err);
    }
}

/// The root alone is the Pod, and ends no sooner than the last node knows.
#[test]
fn a_root_without_a_merge_is_main() {
    let (_, description, _) = all().pop().expect("one");
    let ran = podpat_on(&description, ["generate", "-", "-o", "json"]);
    let items = ran.json()["items"].as_array().cloned().unwrap_or_default();
    let root = items.iter().find(|object| object["kind"] == "Deployment").expect("a Deployment");
    let pod = &root["spec"]["template"]["spec"];
    let names = |list: &str| -> Vec<String> {
        pod[list]
            .as_array()
            .into_iter()
            .flatten()
            .map(|it| it["name"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(
        (names("containers"), names("initContainers")),
        (vec!["root".into()], vec!["tcp".into(), "statsd-exporter".into()])
    );
    let root = &pod["containers"][0];
    assert!(root["lifecycle"]["preStop"]["exec"].is_object() && root.get("restartPolicy").is_none());
    assert!(!root["env"].to_string().contains("MERGE"));
    assert!(root["env"].to_string().contains("STATSD_HOST"));
}

/// Main answers until no node sends requests any more.
#[test]
fn main_of_a_root_ends_after_the_last_request() {
    let description = |more: &str| {
        format!(
            "name: a\nmain: {{image: \"registry.example.com/m:1\", ports: [9000]}}\n{more}scatter: {{leaves: 2, timeout: 2s, {LEAF}}}\n"
        )
    };
    let sleep = |more: &str, release: &str| {
        let ran = podpat_on(description(more), ["generate", "-", "--kubernetes-version", release]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out.split("sleep:\n").nth(1).map(|rest| rest.lines().next().unwrap_or_default().trim().to_owned())
    };
    assert_eq!(sleep("", "1.36").as_deref(), Some("seconds: 7"));
    assert_eq!(sleep("", "1.29"), None, "the API server takes no `sleep` yet");
    assert_eq!(sleep("terminationGracePeriodSeconds: 3\n", "1.36"), None, "there is no time for it");
}
