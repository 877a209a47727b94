//! Patterns over several Pods: what is wrong in a description is told with its place and what to write.

use crate::harness::podpat_on;

/// Descriptions with one mistake each, by what is wrong.
const CASES: [(&str, &str); 66] = [
    (
        "two patterns",
        "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: new}\nscatter: {leaves: 2, leaf: {image: b, ports: [80]}}\n",
    ),
    ("an open kind", "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: new}\nelection: true\n"),
    ("no election", "name: a\nmain: a\nelection: often\n"),
    ("an unknown key", "name: a\nmain: a\nelection: {serves: leader}\n"),
    ("an unknown value", "name: a\nmain: a\nelection: {serve: leaders}\n"),
    ("a deadline after the end", "name: a\nmain: a\nelection: {lease: 10s, renewDeadline: 10s}\n"),
    ("nothing to check", "name: a\nmain: a\nelection: {check: /healthz}\n"),
    ("two names", "name: a\nmain: a\nelection: {name: a, names: [b]}\n"),
    ("no queue", "name: a\nmain: {image: a, command: [b]}\nqueue: {attempts: 3}\n"),
    ("two queues", "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: new, items: [a]}\n"),
    ("no port of Redis", "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: redis}\n"),
    ("no command", "name: a\nmain: a\nqueue: {redis: new}\n"),
    ("no server", "name: a\nmain: a\nqueue: {redis: new, mode: http}\n"),
    ("completions", "name: a\nmain: {image: a, command: [b]}\ncompletions: 3\nqueue: {redis: new}\n"),
    ("another kind", "name: a\nkind: DaemonSet\nmain: {image: a, command: [b]}\nqueue: {redis: new}\n"),
    ("plain helpers of a Job", "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: new}\nhelpers: classic\n"),
    ("scale of a Job", "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: new, scale: {max: 3}}\n"),
    (
        "scale of nowhere",
        "name: a\nkind: Deployment\nmain: {image: a, command: [b]}\nqueue: {redis: new, scale: {max: 3}}\n",
    ),
    (
        "scale without end",
        "name: a\nnamespace: b\nkind: Deployment\nmain: {image: a, command: [b]}\nqueue: {redis: new, scale: {min: 3}}\n",
    ),
    ("no items", "name: a\nmain: {image: a, command: [b]}\nqueue: {items: []}\n"),
    ("no leaf", "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2}\n"),
    ("no port of the leaf", "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, leaf: b}\n"),
    ("no port of main", "name: a\nmain: a\nscatter: {leaves: 2, leaf: {image: b, ports: [80]}}\n"),
    (
        "replicas of the leaf",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, leaf: {image: b, ports: [80], replicas: 3}}\n",
    ),
    (
        "what a leaf does not take",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, leaf: {image: b, ports: [80], nodeSelecter: {a: b}}}\n",
    ),
    (
        "a merge that is none",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, merge: sum, leaf: {image: b, ports: [80]}}\n",
    ),
    (
        "main beside no merge",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, merge: none, leaf: {image: b, ports: [80]}}\n",
    ),
    (
        "a container of a leaf that merges nothing",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, leaf: {image: b, scatter: {leaves: 2, merge: none, leaf: {image: c, ports: [80]}}}}\n",
    ),
    (
        "a tree with too many leaves",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 50, leaf: {image: b, ports: [80], scatter: {leaves: 11, leaf: {image: c, ports: [80]}}}}\n",
    ),
    (
        "a leaf below a leaf",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, copies: 2, leaf: {image: b, ports: [80], scatter: {leaves: 2, leaf: {image: c}}}}\n",
    ),
    (
        "roots of a Deployment",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, roots: 2, leaf: {image: b, ports: [80]}}\n",
    ),
    ("an election by its name alone", "name: a\nmain: {image: a, ports: [80]}\nelection: orders\n"),
    (
        "several elections by their names alone",
        "name: a\nmain: {image: a, ports: [80]}\nelection: [orders, invoices]\n",
    ),
    ("a name of no object", "name: a\nmain: {image: a, ports: [80]}\nelection: {name: Orders}\n"),
    ("a name that is a request", "name: a\nmain: {image: a, ports: [80]}\nelection: {name: leader}\n"),
    ("one election twice", "name: a\nmain: {image: a, ports: [80]}\nelection: {names: [b, b]}\n"),
    ("shards of names", "name: a\nmain: {image: a, ports: [80]}\nelection: {names: [b], shards: 2}\n"),
    (
        "the leader of several elections",
        "name: a\nmain: {image: a, ports: [80]}\nservice: true\nelection: {shards: 2, serve: leader}\n",
    ),
    ("a renewal that comes too late", "name: a\nmain: {image: a, ports: [80]}\nelection: {retryPeriod: 9s}\n"),
    ("the word of a library", "name: a\nmain: {image: a, ports: [80]}\nelection: {leaseDurationSeconds: 15}\n"),
    ("a URL to check", "name: a\nmain: {image: a, ports: [80]}\nelection: {check: \"http://localhost/healthz\"}\n"),
    ("the name of a pattern", "name: a\nmain: {image: a, ports: [80]}\nleader-election: true\n"),
    ("a new Redis that says so by true", "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: true}\n"),
    ("a URL of Redis", "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: \"rediss://user:pw@redis/0\"}\n"),
    ("a host and a port of Redis", "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: {host: redis}}\n"),
    ("a new Redis with TLS", "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: new, tls: true}\n"),
    ("storage that is no quantity", "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: {new: {storage: 1GB}}}\n"),
    ("a command as a text", "name: a\nmain: {image: a, command: thumb --width=200}\nqueue: {redis: new}\n"),
    ("slots of a command", "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: new, slots: 4}\n"),
    ("a path of a command", "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: new, path: /work}\n"),
    ("an authority without TLS", "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: \"b:6379\", caSecret: ca}\n"),
    ("a key of the workload", "name: a\nmain: {image: a, command: [b]}\nqueue: {redis: new, parallelism: 4}\n"),
    (
        "less than the least",
        "name: a\nnamespace: b\nkind: Deployment\nmain: {image: a, command: [b]}\nqueue: {redis: new, scale: {min: 3, max: 2}}\n",
    ),
    ("completions of items", "completions: 2\nname: a\nmain: {image: a, command: [b]}\nqueue: {items: [b]}\n"),
    (
        "another word for leaves",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {shards: 2, leaf: {image: b, ports: [80]}}\n",
    ),
    (
        "more answers than leaves",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, min: 3, leaf: {image: b, ports: [80]}}\n",
    ),
    (
        "more answers than leaves of a root",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 3, leaf: {image: b, ports: [80], scatter: {leaves: 2, min: 3, leaf: {image: c, ports: [80]}}}}\n",
    ),
    (
        "a share that is a fraction",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, min: 0.5, leaf: {image: b, ports: [80]}}\n",
    ),
    (
        "a hedge that is none of its values",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, hedge: sometimes, leaf: {image: b, ports: [80]}}\n",
    ),
    (
        "a hedge after the end",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, hedge: 2s, leaf: {image: b, ports: [80]}}\n",
    ),
    ("nobody who merges", "name: a\nscatter: {leaves: 2, leaf: {image: b, ports: [80]}}\n"),
    ("a leaf without an image", "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, leaf: {ports: [80]}}\n"),
    (
        "one port of a leaf",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, leaf: {image: b, port: 80}}\n",
    ),
    (
        "a root that ends",
        "kind: Job\nname: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, leaf: {image: b, ports: [80]}}\n",
    ),
    (
        "a queue of a leaf",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: 2, leaf: {image: b, ports: [80], queue: {redis: new}}}\n",
    ),
    (
        "no number of leaves",
        "name: a\nmain: {image: a, ports: [80]}\nscatter: {leaves: many, leaf: {image: b, ports: [80]}}\n",
    ),
];

#[test]
fn mistakes_are_told_with_their_place() {
    let mut told = String::new();
    for (what, description) in CASES {
        let ran = podpat_on(description, ["generate", "-"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{what}: {}", ran.err);
        assert!(ran.err.contains("help:"), "{what}: {}", ran.err);
        assert!(!ran.err.contains("podpat generated something wrong"), "{what}: {}", ran.err);
        told += &format!("## {what}\n{}\n", ran.err);
    }
    insta::assert_snapshot!(told);
}
