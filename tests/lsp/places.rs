//! What is said of a place: pages, completion, definitions, repairs.

use serde_json::{Value as Json, json};

use super::SHOP;
use super::editor::{Editor, edited, marked, place, range, uri};
use crate::harness::{Folder, podpat};

fn labels(list: &Json) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|item| item["label"].as_str().expect("a label")).collect()
}

#[test]
fn places_are_explained() {
    let folder = Folder::with(&[(
        ".podpat/patterns/own.yaml",
        podpat(["patterns", "show", "git-sync", "-o", "yaml"]).out.replace("name: git-sync", "name: own"),
    )]);
    let mut editor = Editor::start();
    let shop = |from: &str, to: &str| SHOP.replace(from, to);
    for (what, name, text, expected) in [
        (
            "a finding",
            "a.yaml",
            "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {contan‸ers: []}}".to_owned(),
            "# unknown-field",
        ),
        ("a rule in a comment", "a.yaml", "# podpat: ignore[latest-‸image]\n".to_owned(), "# latest-image"),
        ("a category in a comment", "a.yaml", "# podpat: ignore-file[secur‸ity]\n".to_owned(), "- `privileged"),
        (
            "a rule in an annotation",
            "a.yaml",
            "metadata: {annotations: {podpat.dev/ignore: latest-ima‸ge}}".to_owned(),
            "# latest-image",
        ),
        (
            "a rule in a configuration",
            ".podpat.yaml",
            "rules: {too-many-contain‸ers: {most: 3}}".to_owned(),
            "# too-many-containers",
        ),
        ("a key of a configuration", ".podpat.yaml", "fail‸On: error".to_owned(), "lowest severity"),
        ("an entry", "a.podpat.yaml", "name: a\nmain: b\nsidecar: {use: git-‸sync}".to_owned(), "# git-sync"),
        (
            "an entry in short",
            "a.podpat.yaml",
            "name: a\nmain: b\nadapter: [statsd-ex‸porter]".to_owned(),
            "# statsd-exporter",
        ),
        ("an entry of one's own", "a.podpat.yaml", "name: a\nmain: b\nsidecar: {use: o‸wn}".to_owned(), "# own"),
        (
            "a parameter",
            "a.podpat.yaml",
            "name: a\nmain: b\nsidecar: {use: git-sync, re‸po: x}".to_owned(),
            "`repo` (repository, required)",
        ),
        ("a key of a description", "a.podpat.yaml", "name: a\nhelp‸ers: native".to_owned(), "How helpers run"),
        ("a container", "a.yaml", shop("name: redis\n", "name: re‸dis\n"), "app → redis: localhost"),
    ] {
        let found = editor.ask_at("textDocument/hover", &uri(&folder.at(name)), &text);
        let page = found["contents"]["value"].as_str().unwrap_or_default();
        assert!(page.contains(expected), "{what}: {page}");
    }
    let nothing = editor.ask_at("textDocument/hover", &uri(&folder.at("a.yaml")), "a: b‸c");
    assert_eq!(nothing, Json::Null);
}

#[test]
fn what_may_be_written_is_offered() {
    let folder = Folder::new();
    let mut editor = Editor::start();
    let web = "name: web\nmain: nginx:1.27\n";
    for (what, name, text, with, without) in [
        ("helpers of a pattern", "a.podpat.yaml", format!("{web}sidecar:\n  use: gi‸"), "git-sync", "statsd-exporter"),
        ("helpers in short", "a.podpat.yaml", format!("{web}adapter: [‸]"), "statsd-exporter", "git-sync"),
        ("helpers where nothing stands", "a.podpat.yaml", "sidecar: ‸".to_owned(), "opa", "name"),
        ("keys of a helper", "a.podpat.yaml", format!("{web}sidecar:\n  - ‸"), "use", "repo"),
        ("parameters", "a.podpat.yaml", format!("{web}sidecar:\n- use: git-sync\n  path: /a\n  re‸\n"), "repo", "path"),
        ("parameters in braces", "a.podpat.yaml", format!("{web}sidecar: {{use: git-sync, ‸}}"), "repo", "use"),
        ("values of a parameter", "a.podpat.yaml", format!("{web}kind: ‸"), "CronJob", "name"),
        ("a truth", "a.podpat.yaml", format!("{web}shareProcessNamespace: true\nservice: ‸"), "true", "name"),
        ("keys at the top", "a.podpat.yaml", format!("{web}‸"), "tolerations", "main"),
        ("fields of main", "a.podpat.yaml", "name: a\nmain:\n  image: b\n  ‸".to_owned(), "livenessProbe", "image"),
        (
            "fields further in",
            "a.podpat.yaml",
            "name: a\nmain:\n  securityContext:\n    ‸".to_owned(),
            "runAsUser",
            "image",
        ),
        ("fields of the pod spec", "a.podpat.yaml", format!("{web}tolerations:\n- key: a\n  ‸"), "operator", "key"),
        (
            "beside what is broken",
            "a.podpat.yaml",
            format!("{web}x: [\nsidecar:\n  use: git-sync\n  ‸\n"),
            "repo",
            "statsd-exporter",
        ),
        ("rules in a comment", "a.yaml", "a: 1 # podpat: ignore[la‸".to_owned(), "latest-image", "name"),
        ("rules in a list", "a.yaml", "# podpat: ignore[latest-image, ‸]".to_owned(), "security", "name"),
        ("rules in a configuration", ".podpat.yaml", "ignore:\n- ‸".to_owned(), "latest-image", "ignore"),
        ("rules with a severity", ".podpat.yaml", "severity:\n  ‸".to_owned(), "latest-image", "ignore"),
        ("severities", ".podpat.yaml", "severity:\n  latest-image: ‸".to_owned(), "off", "latest-image"),
        ("settings of a rule", ".podpat.yaml", "rules: {too-many-containers: {‸}}".to_owned(), "most", "latest-image"),
    ] {
        let found = editor.ask_at("textDocument/completion", &uri(&folder.at(name)), &text);
        let labels = labels(&found);
        assert!(labels.contains(&with) && !labels.contains(&without), "{what}: {labels:?}");
    }
    for (what, text) in [("a manifest", "kind: ‸"), ("a comment", "# ignore[‸")] {
        let found = editor.ask_at("textDocument/completion", &uri(&folder.at("a.yaml")), text);
        assert_eq!(found, json!([]), "{what}");
    }
    let found = editor.ask_at("textDocument/completion", &uri(&folder.at("a.podpat.yaml")), &format!("{web}‸"));
    let rank = |label: &str| {
        let found = found.as_array().expect("a list").iter().find(|item| item["label"] == label);
        found.map(|item| item["sortText"].as_str().expect("an order").to_owned())
    };
    assert!(rank("sidecar") < rank("affinity"), "fields of the API come after podpat's own");
    let text = format!("{web}sidecar:\n  us‸\n");
    let found = editor.ask_at("textDocument/completion", &uri(&folder.at("a.podpat.yaml")), &text);
    let used = found.as_array().expect("a list").iter().find(|item| item["label"] == "use").expect("`use`");
    let written = edited(&marked(&text).0, &[used["textEdit"].clone()]);
    assert_eq!(written, format!("{web}sidecar:\n  use: \n"), "what was typed is replaced");
}

#[test]
fn names_lead_to_what_they_name() {
    let mut editor = Editor::start();
    for (what, from, to) in [
        ("a mount", "- {name: da‸ta, mountPath", "- {name: ‹data, emptyDir"),
        ("a port of a probe", "port: we‸b}}", "[{name: ‹web, containerPort"),
        ("a target port", "targetPort: w‸eb", "[{name: ‹web, containerPort"),
        ("a selector", "selector: ‸{app: shop}\n  ports", "Deployment\nmetadata: {name: ‹shop"),
        ("a label of a selector", "selector: {app: sh‸op}\n  ports", "labels: {app: ‹shop"),
        ("a key of a ConfigMap", "key: mo‸de", "  ‹mode: fast"),
        ("a ConfigMap", "{name: sett‸ings, key", "ConfigMap\nmetadata: {name: ‹settings"),
        ("an address on localhost", "value: '127.0.0.1:63‸79'", "- name: ‹redis"),
    ] {
        let text = SHOP.replace(&from.replace('‸', ""), from);
        assert!(text.contains('‸'), "{what}");
        let found = editor.ask_at("textDocument/definition", "file:///a/shop.yaml", &text);
        let there = SHOP.find(&to.replace('‹', "")).expect(what) + to.find('‹').expect("a mark");
        assert_eq!(found[0]["range"]["start"], place(SHOP, there), "{what}: {found}");
        assert_eq!(found.as_array().map(Vec::len), Some(1), "{what}");
    }
    let elsewhere = SHOP.replace(
        "namespace: a}\nspec:\n  selector: {app: shop}\n  ports",
        "namespace: b}\nspec:\n  selector: ‸{app: shop}\n  ports",
    );
    assert_eq!(
        editor.ask_at("textDocument/definition", "file:///a/shop.yaml", &elsewhere),
        json!([]),
        "another namespace"
    );
    let folder = Folder::with(&[(
        ".podpat/patterns/own.yaml",
        podpat(["patterns", "show", "git-sync", "-o", "yaml"]).out.replace("name: git-sync", "name: own"),
    )]);
    let found =
        editor.ask_at("textDocument/definition", &uri(&folder.at("a.podpat.yaml")), "name: a\nmain: b\nsidecar: o‸wn");
    assert!(found[0]["uri"].as_str().is_some_and(|uri| uri.ends_with("/patterns/own.yaml")), "{found}");
}

#[test]
fn faults_are_repaired_and_silenced() {
    let pod = |line: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  restartPolicy: Always\n  containers:\n  - name: a\n    image: nginx:1.29.1\n{line}\n"
        )
    };
    let mut editor = Editor::start();
    for (what, text, rule, title, is_left) in [
        ("a safe repair", pod("    imagePulPolicy‸: Always"), "unknown-field", "imagePullPolicy", false),
        (
            "on a line",
            pod("    ports‸: [{containerPort: 99999}]"),
            "invalid-value",
            "Ignore `invalid-value` here",
            false,
        ),
        (
            "on the first line",
            "kind: Podd‸\napiVersion: v1\nmetadata: {name: a}\n".to_owned(),
            "unsupported-value",
            "Ignore `unsupported-value` here",
            false,
        ),
        (
            "in a list of rules",
            pod(
                "    # podpat: ignore[unknown-field]\n    x: 1\n    # podpat: ignore[latest-image]\n    ports‸: [{containerPort: 99999}]",
            ),
            "invalid-value",
            "Ignore `invalid-value` here",
            false,
        ),
    ] {
        let uri = "file:///a/pod.yaml";
        let actions = editor.ask_at("textDocument/codeAction", uri, &text);
        let actions = actions.as_array().expect("a list");
        let found = actions.iter().find(|action| action["title"].as_str().is_some_and(|it| it.contains(title)));
        let action = found.unwrap_or_else(|| panic!("{what}: {actions:#?}"));
        let (text, _) = marked(&text);
        let edits = action["edit"]["changes"][uri].as_array().expect("edits");
        let after = edited(&text, edits);
        editor.open(uri, &text);
        assert!(editor.diagnostics(uri).iter().any(|it| it["code"] == rule), "{what}");
        editor.open(uri, &after);
        let left = editor.diagnostics(uri);
        assert_eq!(left.iter().any(|it| it["code"] == rule), is_left, "{what}: {after}{left:#?}");
    }
    let json = "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"x‸\": 1, \"containers\": []}}";
    assert_eq!(editor.ask_at("textDocument/codeAction", "file:///a/pod.json", json), json!([]), "JSON has no comments");
    let script = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a.yaml: |\n    a: ‸1\n";
    assert_eq!(editor.ask_at("textDocument/codeAction", "file:///a/pod.yaml", script), json!([]), "nothing is wrong");
}

#[test]
fn helpers_are_added_as_add_does() {
    let folder = Folder::new();
    let mut editor = Editor::start();
    let at = |text: &str, place: &str| text.replacen(place, &format!("{place}‸"), 1);
    let titles = |actions: &Json| -> Vec<String> {
        let titles =
            actions.as_array().expect("a list").iter().map(|it| it["title"].as_str().expect("a title").to_owned());
        titles.filter(|title| title.starts_with("Add ")).collect()
    };
    let uri = uri(&folder.at("shop.yaml"));
    let mut ask = |text: &str, place: &str| editor.ask_at("textDocument/codeAction", &uri, &at(text, place));
    assert_eq!(titles(&ask(SHOP, "      containers")), [""; 0], "no container begins here");
    assert_eq!(titles(&ask(SHOP, "registry.example.com")), [""; 0], "nor in the middle of one");
    let of_app = titles(&ask(SHOP, "- name: app"));
    assert!(of_app.contains(&"Add the sidecar `varnish` to `app`".to_owned()), "{of_app:?}");
    for other in ["redis-exporter", "kafka-exporter", "mongodb-exporter"] {
        assert!(!of_app.iter().any(|title| title.contains(other)), "{other} is for other software: {of_app:?}");
    }
    assert!(!of_app.iter().any(|title| title.contains("git-sync")), "it needs a repository: {of_app:?}");
    let twice = format!("{SHOP}---\n{}", SHOP.rsplit("---\n").next().expect("a Deployment"));
    assert_eq!(titles(&ask(&twice, "- name: app")), [""; 0], "two Deployments of a name");
    let actions = ask(SHOP, "- name: redis");
    let title = "Add the adapter `redis-exporter` to `redis`";
    let action = actions.as_array().expect("a list").iter().find(|it| it["title"] == title).expect("an action").clone();
    let resolved = editor.request("codeAction/resolve", action.clone()).expect("an answer");
    let after = edited(SHOP, resolved["edit"]["changes"][&uri].as_array().expect("edits"));
    folder.write("shop.yaml", SHOP);
    let name = folder.name("shop.yaml");
    let added = podpat(["add", "-c", "redis", "--adapter", "redis-exporter", &name]).out;
    assert_eq!(after, added);
    let again = editor.ask_at("textDocument/codeAction", &uri, &at(&added, "- name: redis"));
    assert!(!titles(&again).contains(&title.to_owned()), "it is there");
    editor.open(&uri, "apiVersion: [\n");
    assert_eq!(editor.request("codeAction/resolve", action), Err(-32803), "the text has changed");
}

#[test]
fn what_is_broken_hides_nothing_that_was_known() {
    let mut editor = Editor::start();
    let uri = "file:///a/shop.yaml";
    editor.open(uri, SHOP);
    editor.diagnostics(uri);
    let at = SHOP.find("      containers:").expect("containers");
    let here = place(SHOP, at);
    editor.change(uri, json!([{"range": {"start": here, "end": here}, "text": "      x: [\n"}]));
    assert!(editor.diagnostics(uri).iter().any(|it| it["code"] == "syntax-error"));
    let broken = format!("{}      x: [\n{}", &SHOP[..at], &SHOP[at..]);
    for (method, from, to) in
        [("definition", "- {name: da", "name: data, emptyDir"), ("definition", "targetPort: we", "web, containerPort")]
    {
        let position = place(&broken, broken.rfind(from).expect("a place") + from.len());
        let found = editor
            .request(&format!("textDocument/{method}"), json!({"textDocument": {"uri": uri}, "position": position}));
        let range = range(&broken, &found.expect("an answer")[0]["range"]);
        assert!(to.contains(&broken[range.clone()]) && !range.is_empty(), "{from}: {}", &broken[range]);
    }
    let position = place(&broken, broken.find("name: redis").expect("a place") + 8);
    let found = editor.request("textDocument/hover", json!({"textDocument": {"uri": uri}, "position": position}));
    assert!(found.expect("an answer")["contents"]["value"].as_str().is_some_and(|page| page.contains("redis")));
}
