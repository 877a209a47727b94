//! `podpat lsp`: the real binary, asked as editors ask.

mod editor;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value as Json, json};

use self::editor::{Editor, edited, marked, offset, place, range, uri};
use crate::harness::{Folder, podpat};

/// A Service, its Deployment and a ConfigMap.
const SHOP: &str = "\
apiVersion: v1
kind: Service
metadata: {name: shop, namespace: a}
spec:
  selector: {app: shop}
  ports:
  - {name: http, port: 80, targetPort: web}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: a}
data:
  mode: fast
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: a}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      volumes:
      - {name: data, emptyDir: {}}
      containers:
      - name: app
        image: registry.example.com/shop:1
        ports: [{name: web, containerPort: 8080}]
        readinessProbe: {httpGet: {path: /, port: web}}
        env:
        - {name: REDIS_HOST, value: '127.0.0.1:6379'}
        - name: MODE
          valueFrom: {configMapKeyRef: {name: settings, key: mode}}
        volumeMounts:
        - {name: data, mountPath: /data}
      - name: redis
        image: redis:7.2
        ports: [{containerPort: 6379}]
";

fn labels(list: &Json) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|item| item["label"].as_str().expect("a label")).collect()
}

#[test]
fn sessions_begin_and_end_as_the_protocol_says() {
    let mut editor = Editor::silent();
    assert_eq!(editor.request("textDocument/hover", json!({})), Err(-32002), "before `initialize`");
    let said = editor.request("initialize", json!({"capabilities": {}})).expect("an answer");
    assert_eq!(said["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(said["serverInfo"]["name"], "podpat");
    assert_eq!(editor.request("initialize", json!({"capabilities": {}})), Err(-32600), "twice");
    assert_eq!(editor.request("textDocument/nonsense", json!({})), Err(-32601));
    assert_eq!(editor.request("textDocument/hover", json!({"position": 1})), Err(-32602));
    editor.write(b"Content-Length: 5\r\n\r\n{\"a\":");
    assert_eq!(editor.read().expect("an answer")["error"]["code"], -32700);
    editor.write(b"nonsense\r\n\r\n");
    assert_eq!(editor.read().expect("an answer")["id"], Json::Null);
    editor.notify("textDocument/didChange", json!({"nonsense": 1}));
    assert_eq!(editor.read().expect("a message")["method"], "window/logMessage");
    assert_eq!(editor.request("shutdown", Json::Null), Ok(Json::Null));
    assert_eq!(editor.request("textDocument/hover", json!({})), Err(-32600), "after `shutdown`");
    editor.notify("exit", Json::Null);
    assert_eq!(editor.end(), (Some(0), String::new()));

    let mut editor = Editor::start();
    editor.notify("exit", Json::Null);
    assert_eq!(editor.end().0, Some(1), "`exit` without `shutdown`");
    assert_eq!(Editor::start().end().0, Some(1), "an editor that goes away");
}

#[test]
fn diagnostics_are_what_lint_finds() {
    let text = "\
kind: Pod
apiVersion: v1
metadata: {name: web, labels: {a: '\u{10348}é'}, annotatons: {}}
spec:
  # podpat: ignore[port-clash] on purpose
  containers:
  - {name: '\u{10348}', image: 'nginx:latest'} # podpat: ignore[invalid-value]
  - {name: b, image: 'nginx:latest', imagePullPolicy: Sometimes}
";
    let config = "severity: {unknown-field: info}\npaths:\n- {files: legacy/*, ignore: [all]}\nexclude: [gone.yaml]\n";
    let folder = Folder::with(&[(".podpat.yaml", config), ("pod.yaml", text)]);
    let mut editor = Editor::start();
    let uri_of = |name: &str| uri(&folder.at(name));
    editor.open(&uri_of("pod.yaml"), text);
    let shown = editor.diagnostics(&uri_of("pod.yaml"));
    let linted = podpat(["lint", "-o", "json", &folder.name("pod.yaml")]).json();
    let found: Vec<_> = shown.iter().map(|it| (it["code"].clone(), offset(text, &it["range"]["start"]))).collect();
    let of_lint = linted["findings"].as_array().expect("a list").iter();
    let expected: Vec<_> = of_lint
        .map(|it| {
            (
                it["rule"].clone(),
                usize::try_from(it["span"]["start"]["offset"].as_u64().expect("a number")).expect("fits"),
            )
        })
        .collect();
    let first = text.find("- {name").expect("a container")..text.find("- {name: b").expect("a container");
    assert!(expected.len() > 3 && expected.iter().all(|(rule, at)| rule != "invalid-value" || !first.contains(at)));
    assert_eq!(found, expected);
    let unknown = shown.iter().find(|it| it["code"] == "unknown-field").expect("a finding");
    assert_eq!((&unknown["severity"], &unknown["source"]), (&json!(3), &json!("podpat")), "as configured");

    for (what, name, text, expected) in [
        ("what a section ignores", "legacy/pod.yaml", text, vec![]),
        ("what is excluded", "gone.yaml", text, vec![]),
        ("other YAML", "compose.yaml", "services: {a: {image: nginx}}\n", vec![]),
        ("a list of words", "words.yaml", "[a, b]\n", vec![]),
        ("no text", "empty.yaml", "", vec![]),
        ("what cannot be read", "broken.yaml", "a: [\n", vec!["syntax-error"]),
    ] {
        editor.open(&uri_of(name), text);
        let shown = editor.diagnostics(&uri_of(name));
        assert_eq!(
            shown.iter().map(|it| it["code"].as_str().unwrap_or_default()).collect::<Vec<_>>(),
            expected,
            "{what}"
        );
    }
    folder.write(".podpat.yaml", "nonsense: 1\n");
    editor.open(&uri_of("pod.yaml"), text);
    let [configuration] = &editor.diagnostics(&uri_of("pod.yaml"))[..] else { panic!("one diagnostic") };
    assert!(configuration["message"].as_str().expect("a text").contains("cannot be used"), "{configuration}");
    editor.notify("textDocument/didClose", json!({"textDocument": {"uri": uri_of("pod.yaml")}}));
    assert_eq!(editor.read().expect("a message")["params"]["diagnostics"], json!([]), "a closed text has none");
}

#[test]
fn configurations_are_read_again_when_they_are_saved() {
    let folder = Folder::with(&[(".podpat.yaml", "select: [latest-image]\n")]);
    let text =
        "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: 'nginx:latest'}]}}";
    let (mut editor, pod) = (Editor::start(), uri(&folder.at("pod.yaml")));
    editor.open(&pod, text);
    assert_eq!(editor.diagnostics(&pod).len(), 1);
    folder.write(".podpat.yaml", "ignore: [all]\n");
    editor.notify("textDocument/didSave", json!({"textDocument": {"uri": uri(&folder.at(".podpat.yaml"))}}));
    assert_eq!(editor.read().expect("a message")["params"]["diagnostics"], json!([]));
}

#[test]
fn descriptions_and_configurations_have_their_mistakes() {
    let folder = Folder::new();
    let mut editor = Editor::start();
    for (name, text, word, message) in [
        ("web.podpat.yaml", "name: web\nmain: nginx:1.27\nsidecar: {use: git-snyc}\n", "git-snyc", "git-snyc"),
        (
            "web.yaml",
            "name: web\nmain: nginx:1.27\nsidecar:\n  use: git-sync\n  path: /a\n  repository: x\n",
            "repository",
            "repository",
        ),
        (".podpat.yaml", "ignore: [latets-image]\n", "latets-image", "did you mean `latest-image`?"),
    ] {
        let uri = uri(&folder.at(name));
        editor.open(&uri, text);
        let shown = editor.diagnostics(&uri);
        let words: Vec<_> = shown.iter().map(|it| &text[range(text, &it["range"])]).collect();
        let at = words.iter().position(|it| *it == word).unwrap_or_else(|| panic!("{name}: {words:?}"));
        assert!(shown[at]["message"].as_str().expect("a text").contains(message), "{name}: {}", shown[at]);
        assert_eq!(shown[at]["severity"], 1);
    }
    editor.open(&uri(&folder.at("web.podpat.yaml")), "name: web\nmain: nginx:1.27\n");
    assert_eq!(editor.diagnostics(&uri(&folder.at("web.podpat.yaml"))), Vec::<Json>::new());
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
    let script = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a.yaml: |\n    a: ‸1\n";
    assert_eq!(editor.ask_at("textDocument/codeAction", "file:///a/pod.yaml", script), json!([]), "nothing is wrong");
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

#[test]
fn questions_about_a_text_that_changes_end() {
    let mut editor = Editor::start();
    let uri = "file:///a/shop.yaml";
    let long = SHOP.repeat(50);
    editor.open(uri, &long);
    let params = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}});
    let (first, second) = (editor.ask("textDocument/hover", params.clone()), editor.ask("textDocument/hover", params));
    editor.notify("$/cancelRequest", json!({"id": first}));
    editor.change(uri, json!([{"text": SHOP}]));
    let ends: Vec<_> = [editor.answer(first), editor.answer(second)].into_iter().map(Result::err).collect();
    // Unless the text was judged before.
    assert!(matches!(ends[..], [None | Some(-32800), None | Some(-32801)]), "{ends:?}");
    editor.diagnostics(uri);
}

#[test]
fn texts_without_measure_are_not_judged() {
    let mut editor = Editor::start();
    editor.open("file:///a/big.yaml", &"# \n".repeat(12 << 20));
    let shown = editor.diagnostics("file:///a/big.yaml");
    assert_eq!((shown.len(), &shown[0]["severity"]), (1, &json!(3)));
    assert!(shown[0]["message"].as_str().is_some_and(|text| text.contains("larger than 32 MiB")), "{shown:?}");
}

#[test]
fn a_thousand_edits_of_any_bytes_keep_the_text() {
    let words = [
        "",
        "a",
        ":",
        " ",
        "\n",
        "\r\n",
        "\r",
        "- ",
        "[",
        "}",
        "é",
        "\u{10348}",
        "\t",
        "'",
        "\"",
        "|",
        "#",
        "---\n",
        "&a *a",
        "<<: ",
        "\u{0}",
        "\u{feff}",
        "\u{2028}",
        "x: 1\n",
        "  kind: Pod\n",
    ];
    let mut editor = Editor::start();
    let (uri, other) = ("file:///a/typed.yaml", "file:///a/read.yaml");
    let mut text = SHOP.to_owned();
    editor.open(uri, &text);
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut random = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % (most as u64 + 1)).expect("fits")
    };
    // Every line break ends a line.
    let at = |text: &str, place: usize| {
        let before = text[..place].replace("\r\n", "\n").replace('\r', "\n");
        // Within a break a place is its beginning.
        editor::place(&before, before.len())
    };
    for edit in 1..=1000 {
        let boundary = |text: &str, at: usize| text.floor_char_boundary(at);
        let mut start = boundary(&text, random(text.len()));
        let mut end = boundary(&text, (start + random(if edit % 50 == 0 { 200 } else { 4 })).min(text.len()));
        for place in [&mut start, &mut end] {
            if text[..*place].ends_with('\r') && text[*place..].starts_with('\n') {
                *place -= 1;
            }
        }
        let new: String = (0..random(3)).map(|_| words[random(words.len() - 1)]).collect();
        let range = json!({"start": at(&text, start), "end": at(&text, end.max(start))});
        editor.change(uri, json!([{"range": range, "text": new}]));
        text.replace_range(start..end.max(start), &new);
        if edit % 20 == 0 {
            let position = json!({"line": random(40), "character": random(9)});
            for method in ["completion", "definition", "hover"] {
                let params = json!({"textDocument": {"uri": uri}, "position": position});
                editor.request(&format!("textDocument/{method}"), params).expect("an answer");
            }
            let params = json!({"textDocument": {"uri": uri}, "range": {"start": {"line": 0, "character": 0}, "end": position}, "context": {"diagnostics": []}});
            editor.request("textDocument/codeAction", params).expect("an answer");
            let of_typed = editor.diagnostics(uri);
            editor.open(other, &text);
            assert_eq!(of_typed, editor.diagnostics(other), "after {edit} edits: {text:?}");
        }
    }
    assert_eq!(editor.request("shutdown", Json::Null), Ok(Json::Null));
    editor.notify("exit", Json::Null);
    assert_eq!(editor.end(), (Some(0), String::new()), "no panic");
}

#[test]
fn typing_never_queues_up() {
    let mut editor = Editor::start();
    let uri = "file:///a/shop.yaml";
    editor.open(uri, &SHOP.repeat(20));
    for _ in 0..300 {
        editor.change(uri, json!([{"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "#\n"}]));
    }
    let mut published = 0;
    std::thread::sleep(Duration::from_millis(10));
    editor.send(json!({"id": "last", "method": "textDocument/hover", "params": {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}}));
    loop {
        let message = editor.read().expect("an answer");
        published += usize::from(message["method"] == "textDocument/publishDiagnostics");
        if message["id"] == "last" {
            break;
        }
    }
    assert!(published < 100, "{published} of 300 texts were judged");
}

#[test]
fn a_client_of_others_understands_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/ci/python");
    if !python.join("pygls").is_dir() {
        eprintln!("skipped: `pygls` is not installed (.ci/setup does that)");
        return;
    }
    let folder = Folder::with(&[("shop.yaml", SHOP)]);
    let ran = Command::new("python3")
        .arg(root.join("tests/lsp/client.py"))
        .args([env!("CARGO_BIN_EXE_podpat"), &folder.name("shop.yaml")])
        .env("PYTHONPATH", python)
        .stdin(Stdio::null())
        .output()
        .expect("python3");
    assert!(ran.status.success(), "{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
}
