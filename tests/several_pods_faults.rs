//! What podpat generates for elections, queues and scatter/gather, broken in one place each: lint finds it.

use std::collections::BTreeSet;

use crate::harness::podpat_on;

const ELECTION: &str = "name: scheduler\nmain: {image: \"registry.example.com/scheduler:1.3.0\", ports: [8080], health: /healthz}\nelection: true\n";
const QUEUE: &str =
    "name: thumbnails\nmain: {image: \"registry.example.com/thumbs:1.4\", command: [thumb]}\nqueue: {redis: new}\n";
const ENDLESS: &str = "name: thumbnails\nkind: Deployment\nmain: {image: \"registry.example.com/thumbs:1.4\", command: [thumb]}\nqueue: {redis: new}\n";
const SCATTER: &str = "name: search\nmain: {image: \"registry.example.com/search-merge:2.0\", ports: [9000]}\nscatter: {leaves: 3, leaf: {image: \"registry.example.com/search-leaf:2.0\", ports: [8080], health: /healthz}}\n";

/// The rule that finds it, the description, what is replaced, and by what.
const FAULTS: [(&str, &str, &str, &str); 13] = [
    ("elector-without-lease-rights", ELECTION, "  - create\n", "  - create\n  resourceNames:\n  - scheduler\n"),
    (
        "elector-without-lease-rights",
        ELECTION,
        "- kind: ServiceAccount\n  name: scheduler",
        "- kind: ServiceAccount\n  name: other",
    ),
    ("exposed-ambassador", ELECTION, "value: \"127.0.0.1:4040\"", "value: \"0.0.0.0:4040\""),
    (
        "unasked-elector",
        ELECTION,
        "name: ELECTOR_URL\n          value: http://127.0.0.1:4040/\n        - name: ELECTOR_GET_URL\n          value: http://127.0.0.1:4040/",
        "name: COLOUR\n          value: blue",
    ),
    (
        "impossible-lease-timing",
        ELECTION,
        "name: RENEW_DEADLINE\n          value: \"10\"",
        "name: RENEW_DEADLINE\n          value: \"20\"",
    ),
    ("unknown-service-port", QUEUE, "thumbnails-redis:6379", "thumbnails-redis:6380"),
    ("dynamic-busybox", QUEUE, "busybox:1.37-musl", "busybox:1.37"),
    ("redis-without-persistence", QUEUE, "noeviction", "allkeys-lru"),
    (
        "queue-drain-mismatch",
        ENDLESS,
        "        - name: OUTPUT",
        "        - name: UNTIL_EMPTY\n          value: \"true\"\n        - name: OUTPUT",
    ),
    ("unknown-governing-service", SCATTER, "serviceName: search-leaf-headless", "serviceName: leaves"),
    ("unknown-service-port", SCATTER, "-headless:8080", "-headless:8088"),
    ("dangling-localhost", SCATTER, "value: http://127.0.0.1:9000/", "value: http://127.0.0.1:9009/"),
    ("mismatched-count", SCATTER, "search-leaf-2.search-leaf-headless", "search-leaf-1.search-leaf-headless"),
];

#[test]
fn one_fault_in_what_is_generated_is_found() {
    for (rule, description, old, new) in FAULTS {
        let text = podpat_on(description, ["generate", "-"]).out;
        let broken = text.replace(old, new);
        assert_ne!(broken, text, "{rule}: nothing to break by `{new}`");
        let found = podpat_on(&broken, ["lint", "--no-config", "--format", "json", "-"]).json();
        let rules: BTreeSet<&str> =
            found["findings"].as_array().into_iter().flatten().filter_map(|it| it["rule"].as_str()).collect();
        assert!(rules.contains(rule), "{rule} is not in {rules:?} for `{new}`");
    }
}
