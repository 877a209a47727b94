//! Patterns over several Pods: what a description of each becomes, and what is refused.

use serde_json::{Value as Json, json};

use crate::harness::{podpat, podpat_on};

/// Descriptions that have to be right, by what each is about.
const SOUND: [(&str, &str); 11] = [
    (
        "election",
        "name: scheduler\nreplicas: 3\nmain: {image: \"registry.example.com/scheduler:1.3.0\", ports: [8080], health: /healthz}\nelection: true\n",
    ),
    (
        "election, only the leader is served",
        "name: scheduler\nmain: {image: \"registry.example.com/scheduler:1.3.0\", ports: [8080]}\nservice: true\nelection: {serve: leader, check: /healthz, lease: 30s}\n",
    ),
    (
        "election of shards beside an adapter",
        "name: scheduler\nreplicas: 3\nmain: {image: \"registry.example.com/scheduler:1.3.0\", ports: [8080]}\nelection: {name: part, shards: 8}\nadapter: statsd-exporter\n",
    ),
    (
        "election as plain containers",
        "name: scheduler\nmain: {image: \"registry.example.com/scheduler:1.3.0\"}\nelection: {names: [one, two]}\nhelpers: classic\n",
    ),
    (
        "queue with a new Redis",
        "name: thumbnails\nmain: {image: \"registry.example.com/thumbs:1.4\", command: [thumb, --width=200]}\nparallelism: 4\nqueue: {redis: new}\n",
    ),
    (
        "queue with a Redis that is there",
        "name: thumbnails\nmain: {image: \"registry.example.com/thumbs:1.4\", command: [thumb], args: [a]}\nqueue: {redis: \"redis.queues:6379\", secret: redis, tls: true, name: work, attempts: 2, timeout: 1m}\n",
    ),
    (
        "queue of a server in a Job",
        "name: thumbnails\nmain: {image: \"registry.example.com/thumbs:1.4\", ports: [8080]}\nqueue: {redis: \"redis.queues:6379\", mode: http, slots: 4}\n",
    ),
    (
        "queue that never ends",
        "name: thumbnails\nnamespace: work\nkind: Deployment\nmain: {image: \"registry.example.com/thumbs:1.4\", ports: [8080]}\nqueue: {redis: {new: {storage: 2Gi, storageClassName: fast}, nodeSelector: {disk: ssd}}, secret: redis, mode: http, scale: {max: 20}}\n",
    ),
    (
        "items known beforehand",
        "name: resize\nmain: {image: \"registry.example.com/thumbs:1.4\", command: [thumb]}\nqueue: {items: [\"https://example.com/a.png\", b, \"3\"]}\n",
    ),
    (
        "scatter",
        "name: search\nmain: {image: \"registry.example.com/search-merge:2.0\", ports: [9000]}\nscatter: {leaves: 3, leaf: {image: \"registry.example.com/search-leaf:2.0\", ports: [8080], health: /healthz}}\n",
    ),
    (
        "scatter with copies, and an ambassador beside the root",
        "name: search\nmain: {image: \"registry.example.com/search-merge:2.0\", ports: [9000]}\nscatter: {leaves: 2, copies: 2, min: 50%, hedge: 50ms, timeout: 300ms, leaf: {image: \"registry.example.com/search-leaf:2.0\", ports: [\"http:8080\"], env: [{name: A, value: b}], tolerations: [{key: a, operator: Exists}]}}\nambassador: {use: tcp, servers: \"db:5432\"}\n",
    ),
];

fn objects(description: &str) -> Vec<Json> {
    let ran = podpat_on(description, ["generate", "-", "-o", "json"]);
    assert_eq!(ran.code, 0, "{description}\n{}", ran.err);
    ran.json()["items"].as_array().cloned().unwrap_or_default()
}

fn one<'a>(objects: &'a [Json], kind: &str, name: &str) -> &'a Json {
    let found = objects.iter().find(|object| object["kind"] == kind && object["metadata"]["name"] == name);
    found.unwrap_or_else(|| panic!("no {kind} {name}"))
}

/// The objects as text, with scripts by their length.
fn summary(description: &str) -> String {
    let mut text = String::new();
    for mut object in objects(description) {
        for value in object["data"].as_object_mut().into_iter().flat_map(|data| data.values_mut()) {
            if value.as_str().is_some_and(|text| text.len() > 1000) {
                *value = "(a script)".into();
            }
        }
        if let Some(annotations) = object.pointer_mut("/spec/template/metadata/annotations") {
            annotations["podpat.dev/config-digest"] = "(a digest)".into();
        }
        text += &serde_yaml::to_string(&object).expect("YAML");
        text += "---\n";
    }
    text
}

#[test]
fn what_comes_of_each() {
    for (what, description) in SOUND {
        let name = what.replace([' ', ','], "_");
        insta::assert_snapshot!(format!("several_pods_{name}"), summary(description));
        let ran = podpat_on(description, ["generate", "-"]);
        let lint = podpat_on(&ran.out, ["lint", "--format", "short", "--fail-on", "warning", "-"]);
        assert_eq!(lint.code, 0, "{what}: {}", lint.out);
    }
}

/// The token is in the elector alone, and its rights are no more than it needs.
#[test]
fn an_elector_has_the_least_rights() {
    let all = objects(SOUND[0].1);
    let rules = &one(&all, "Role", "scheduler-elector")["rules"];
    let lease = json!({"apiGroups": ["coordination.k8s.io"], "resources": ["leases"]});
    let with = |verbs: Json, names: Option<Json>| {
        let mut rule = lease.clone();
        rule["verbs"] = verbs;
        if let Some(names) = names {
            rule["resourceNames"] = names;
        }
        rule
    };
    assert_eq!(
        *rules,
        json!([with(json!(["get", "update"]), Some(json!(["scheduler"]))), with(json!(["create"]), None)])
    );
    let pod = &one(&all, "Deployment", "scheduler")["spec"]["template"]["spec"];
    assert_eq!(pod["automountServiceAccountToken"], false);
    let mounts = |container: &Json| container["volumeMounts"].to_string().contains("serviceaccount");
    assert!(mounts(&pod["initContainers"][0]) && !mounts(&pod["containers"][0]));
    assert!(all.iter().all(|object| object["kind"] != "Lease"));
}

/// A plain container may be told to end before main does.
#[test]
fn an_elector_releases_only_as_a_native_sidecar() {
    let env = |description: &str| {
        let all = objects(description);
        one(&all, "Deployment", "scheduler")["spec"]["template"]["spec"].to_string()
    };
    assert!(!env(SOUND[0].1).contains("RELEASE"));
    assert!(env(SOUND[3].1).contains(r#"{"name":"RELEASE","value":"false"}"#));
}

#[test]
fn the_root_names_every_leaf() {
    let all = objects(SOUND[10].1);
    let root = one(&all, "Deployment", "search")["spec"]["template"]["spec"].to_string();
    let leaves = "search-leaf-0.search-leaf-headless:8080|search-leaf-2-0.search-leaf-2-headless:8080,\
                  search-leaf-1.search-leaf-headless:8080|search-leaf-2-1.search-leaf-2-headless:8080";
    assert!(root.contains(leaves), "{root}");
    for set in ["search-leaf", "search-leaf-2"] {
        let leaf = &one(&all, "StatefulSet", set)["spec"];
        assert_eq!(leaf["replicas"], 2);
        assert_eq!(leaf["template"]["spec"]["tolerations"][0]["key"], "a");
        let service = &one(&all, "Service", leaf["serviceName"].as_str().expect("a name"))["spec"];
        assert_eq!((&service["clusterIP"], &service["publishNotReadyAddresses"]), (&json!("None"), &json!(true)));
        let policy = &one(&all, "NetworkPolicy", set)["spec"]["ingress"][0]["from"];
        assert_eq!(policy[0]["podSelector"]["matchLabels"]["app.kubernetes.io/name"], "search");
    }
}

#[test]
fn flags_say_the_same() {
    let flags: [(&[&str], usize); 3] = [
        (
            &[
                "--name",
                "scheduler",
                "--main",
                "registry.example.com/scheduler:1.3.0",
                "--election",
                "names=[one,two]",
                "--helpers",
                "classic",
            ],
            3,
        ),
        (
            &[
                "--name",
                "thumbnails",
                "--main",
                "registry.example.com/thumbs:1.4",
                "--set",
                "main.command=[thumb, --width=200]",
                "--set",
                "parallelism=4",
                "--queue",
                "redis=new",
            ],
            4,
        ),
        (
            &[
                "--name",
                "search",
                "--main",
                "registry.example.com/search-merge:2.0",
                "--port",
                "9000",
                "--scatter",
                "leaves=3,leaf.image=registry.example.com/search-leaf:2.0,leaf.ports=[8080],leaf.health=/healthz",
            ],
            9,
        ),
    ];
    for (flags, same) in flags {
        let ran = podpat([&["generate"], flags].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(ran.out, podpat_on(SOUND[same].1, ["generate", "-"]).out, "{flags:?}");
    }
    assert_eq!(podpat(["generate", "--name", "a", "--main", "a:1", "--election"]).code, 0);
}

#[test]
fn older_releases_refuse_what_cannot_be_right() {
    for (description, release, says) in
        [(SOUND[9].1, "1.27", "do not know their number"), (SOUND[4].1, "1.28", "never completes")]
    {
        let ran = podpat_on(description, ["generate", "-", "--kubernetes-version", release]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains(says), "{}", ran.err);
    }
}
