//! Exact places: what a finding points at is marked with `«…»` in the text it is found in.

use crate::harness::podpat_on;

/// The text without its marks, and the byte ranges that were marked.
fn marked(text: &str) -> (String, Vec<(u64, u64)>) {
    let (mut plain, mut ranges, mut start) = (String::new(), Vec::new(), None);
    for c in text.chars() {
        match c {
            '«' => start = Some(plain.len() as u64),
            '»' => ranges.push((start.take().expect("«"), plain.len() as u64)),
            _ => plain.push(c),
        }
    }
    (plain, ranges)
}

fn check(what: &str, text: &str) {
    let (plain, expected) = marked(text);
    let select = "--select=unknown-field,wrong-type,duplicate-key,syntax-error";
    let json = podpat_on(&plain, ["lint", "-", "--no-config", "-o", "json", "--fail-on=never", select]).json();
    let offset = |at: &serde_json::Value| at["offset"].as_u64().expect("an offset");
    let findings = json["findings"].as_array().expect("findings");
    let mut found: Vec<(u64, u64)> =
        findings.iter().map(|f| (offset(&f["span"]["start"]), offset(&f["span"]["end"]))).collect();
    found.dedup();
    assert_eq!(found, expected, "{what}: {findings:#?}");
    for finding in findings {
        let start = &finding["span"]["start"];
        let before = &plain[..usize::try_from(offset(start)).expect("small")];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().trim_start_matches('\u{feff}').chars().count() + 1;
        assert_eq!(
            (start["line"].as_u64(), start["column"].as_u64()),
            (Some(line as u64), Some(column as u64)),
            "{what}"
        );
    }
}

const HEAD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n";

fn spec(what: &str, text: &str) {
    check(what, &format!("{HEAD}{text}"));
}

#[test]
fn in_block_and_flow_style() {
    spec("block", "  containers:\n  - name: a\n    «imge»: nginx\n    tty: «maybe»\n");
    spec("flow", "  containers: [{name: a, «imge»: nginx, tty: «maybe»}]\n");
    spec("flow over lines", "  containers: [\n    {name: a,\n     «imge»:\n       nginx}\n  ]\n");
    spec("a list that is not indented", "  containers:\n  - name: a\n    env:\n    - name: x\n      «vlaue»: y\n");
}

#[test]
fn of_quoted_and_folded_values() {
    spec("quoted key", "  containers: [{name: a, «\"imge\"»: x, «'i'»: y}]\n");
    spec("quoted value", "  hostNetwork: «\"yes\"»\n  hostPID: «'a ''b'''»\n  containers: []\n");
    spec("a value over lines", "  hostNetwork: «\"yes\n    and no\"»\n  containers: []\n");
    spec("plain over lines", "  hostNetwork: «yes and\n    no»\n  containers: []\n");
}

#[test]
fn behind_anchors_and_merge_keys() {
    spec("anchor", "  containers:\n  - &one\n    name: a\n    «imge»: x\n");
    // Two containers have the fault, and one place.
    spec("merge", "  containers:\n  - &one {name: a, «imge»: x}\n  - <<: *one\n    name: b\n");
    spec("alias", "  containers:\n  - {name: a, env: &env [{name: x, «vlaue»: y}]}\n  - {name: b, env: *env}\n");
    spec("tag", "  hostNetwork: !!str «yes»\n  containers: []\n");
}

#[test]
fn in_json_and_in_lists() {
    check(
        "json",
        r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "a", «"imge"»: "x", "tty": «"no"»}]}}"#,
    );
    check(
        "a list",
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n  spec: {«x»: 1}\n- apiVersion: v1\n  kind: List\n  items:\n  - {apiVersion: v1, kind: Pod, «y»: 1}\n",
    );
    check("a second document", &format!("# one\n---\n{HEAD}  «x»: 1\n---\n{HEAD}  «y»: 1\n"));
}

#[test]
fn after_odd_bytes() {
    let text = format!("{HEAD}  «x»: 1\n");
    check("a byte order mark", &format!("\u{feff}{text}"));
    check("carriage returns", &text.replace('\n', "\r\n"));
    check("both", &format!("\u{feff}{}", text.replace('\n', "\r\n")));
    spec("other alphabets", "  containers: [{name: \"äöü 漢字 🙂\", «imge»: x}]\n");
    check("in the first line", "\u{feff}{apiVersion: v1, kind: Pod, metadata: {name: ü}, «spce»: {}}\n");
    check("no line break at the end", &format!("{HEAD}  «x»: 1"));
}

#[test]
fn of_what_stands_twice_and_what_is_not_closed() {
    spec("a key twice", "  hostNetwork: true\n  containers: []\n  «hostNetwork»: false\n");
    check("a quote", "a: «\"»b\n");
}

/// The bytes that a finding, or what belongs to it, points at.
fn place(finding: &serde_json::Value) -> (u64, u64) {
    let offset = |at: &str| finding["span"][at]["offset"].as_u64().expect("an offset");
    (offset("start"), offset("end"))
}

/// As [`check`], for what validation and the other rules find at a path: a value, or a name where a thing is missing.
fn points_at(what: &str, rule: &str, text: &str) {
    let (plain, expected) = marked(text);
    let json =
        podpat_on(&plain, ["lint", "-", "--no-config", "-o", "json", "--fail-on=never", "--select", rule]).json();
    let found: Vec<_> = json["findings"].as_array().expect("findings").iter().map(place).collect();
    assert_eq!(found, expected, "{what}: {json:#}");
}

#[test]
fn of_values_at_a_path() {
    let port = |port: &str| {
        format!("{HEAD}  x: &seventy 70000\n  containers:\n  - name: a\n    image: x\n    ports:\n    - {port}\n")
    };
    for (what, text) in [
        ("block", port("containerPort: «70000»")),
        ("flow", port("{containerPort: «70000»}")),
        ("flow over lines", port("{containerPort:\n        «70000»}")),
        ("between comments", port("# none\n      containerPort: «70000» # too high")),
        ("a tag", port("containerPort: !!int «70000»")),
        ("an anchor", port("containerPort: &port «70000»")),
        ("an alias", port("containerPort: «*seventy»")),
        ("a merge key", port("<<: {containerPort: «70000»}")),
        ("what overrides a merged value", port("{<<: {containerPort: 1}, containerPort: «70000»}")),
        ("a quoted key", port("\"containerPort\": «70000»")),
        ("the last of two", port("containerPort: 80\n      containerPort: «70000»")),
        ("carriage returns", port("containerPort: «70000»").replace('\n', "\r\n")),
        ("a byte order mark", format!("\u{feff}{}", port("containerPort: «70000»"))),
        ("other alphabets", port("{name: «\"ä漢🙂\"», containerPort: «70000»}")),
        ("an item of a list", format!("apiVersion: v1\nkind: List\nitems:\n- {}", port("containerPort: «70000»").trim_end().replace('\n', "\n  "))),
        ("a second document", format!("{HEAD}  containers: [{{name: a, image: x}}]\n---\n{}", port("{containerPort: «70000»}"))),
        ("json", r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "a", "image": "x", "ports": [{"containerPort": «70000»}]}]}}"#.to_owned()),
    ] {
        points_at(what, "invalid-value", &text);
    }
    let policy = |policy: &str| format!("{HEAD}  containers: [{{name: a, image: x}}]\n  restartPolicy: {policy}\n");
    for (what, text) in [
        ("double quotes", policy("«\"Some\\ttimes\"»")),
        ("single quotes", policy("«'Some''times'»")),
        ("over lines", policy("«Some\n    times»")),
        ("folded", policy("«>-\n    Some\n    times»")),
        ("literal", policy("«|\n    Sometimes»\n")),
    ] {
        points_at(what, "unsupported-value", &text);
    }
}

#[test]
fn where_something_is_missing() {
    let pod = |containers: &str| format!("{HEAD}  containers:\n{containers}\n");
    for (what, text) in [
        ("the name of the container", pod("  - name: «web»")),
        ("in flow style", pod("  - {tty: true, name: «\"web\"»}")),
        ("from a merge key", pod("  - &web {name: «web», tty: true}\n  - {<<: *web, name: «b»}")),
        ("no name: the first key", pod("  - «tty»: true").replace("containers:", "containers: # one\n")),
        ("nothing at all", pod("  - «{}»")),
        ("carriage returns", pod("  - name: «web»").replace('\n', "\r\n")),
        ("json", r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"tty": true, "name": «"web"»}]}}"#.to_owned()),
    ] {
        let (plain, expected) = marked(&text);
        let json = podpat_on(&plain, ["lint", "-", "--no-config", "-o", "json", "--select=missing-field"]).json();
        let images = json["findings"].as_array().expect("findings").iter().filter(|finding| {
            finding["path"].as_str().is_some_and(|path| path.ends_with("].image"))
        });
        let found: Vec<_> = images.map(place).collect();
        assert_eq!(found, expected, "{what}: {json:#}");
    }
}

#[test]
fn of_what_belongs_to_a_finding() {
    let text = format!(
        "{HEAD}  containers:\n  - {{name: ä, image: nginx:1, ports: [{{containerPort: «80»}}]}}\n  - {{name: b, image: nginx:1, ports: [{{containerPort: «80»}}]}}\n"
    );
    let (plain, expected) = marked(&text);
    let json = podpat_on(&plain, ["lint", "-", "--no-config", "-o", "json", "--select=port-clash"]).json();
    let finding = &json["findings"][0];
    assert_eq!(vec![place(&finding["related"][0]), place(finding)], expected, "{json:#}");
}
