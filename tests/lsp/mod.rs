//! `podpat lsp`: the real binary, asked as editors ask.

mod editor;
mod places;
mod typing;

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};

use self::editor::{Editor, offset, range, uri};
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
fn a_question_is_answered_even_when_the_session_ends() {
    let mut editor = Editor::start();
    let uri = "file:///a/shop.yaml";
    editor.open(uri, &vec![SHOP; 60].join("---\n"));
    let place = json!({"textDocument": {"uri": uri}, "position": {"line": 2, "character": 3}});
    let asked = [editor.ask("textDocument/hover", place), editor.ask("shutdown", Json::Null)];
    editor.notify("exit", Json::Null);
    let mut answered = Vec::new();
    while let Some(message) = editor.read() {
        answered.extend(message["id"].as_i64());
    }
    assert_eq!(answered, asked);
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
        ("what cannot be read", "broken.yaml", "apiVersion: [\n", vec!["syntax-error"]),
    ] {
        editor.open(&uri_of(name), text);
        let shown = editor.diagnostics(&uri_of(name));
        assert_eq!(
            shown.iter().map(|it| it["code"].as_str().unwrap_or_default()).collect::<Vec<_>>(),
            expected,
            "{what}"
        );
    }
    editor.open(&uri_of("chart.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Values.name }}}\n");
    let note = loop {
        let message = editor.read().expect("a message");
        if message["method"] == "window/logMessage" {
            break message["params"]["message"].as_str().expect("a text").to_owned();
        }
    };
    assert!(note.contains("so this is a template and was skipped"), "{note}");
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
    let uri_of_two = uri(&folder.at("two.podpat.yaml"));
    let mut two = "name: a\nmain: nginx:1.27\n---\nname: b\nmain: nginx:1.27\nsidecar: {use: git-snyc}\n".to_owned();
    editor.open(&uri_of_two, &two);
    for change in ["# é\u{10348}\n", "kind: Job\n"] {
        let shown = editor.diagnostics(&uri_of_two);
        assert_eq!(shown.iter().map(|it| &two[range(&two, &it["range"])]).collect::<Vec<_>>(), ["git-snyc"]);
        let top = json!({"line": 0, "character": 0});
        editor.change(&uri_of_two, json!([{"range": {"start": top, "end": top}, "text": change}]));
        two.insert_str(0, change);
    }
    assert_eq!(editor.diagnostics(&uri_of_two).len(), 1, "the second is judged by itself");
    editor.open(&uri(&folder.at("web.podpat.yaml")), "name: web\nmain: nginx:1.27\n");
    assert_eq!(editor.diagnostics(&uri(&folder.at("web.podpat.yaml"))), Vec::<Json>::new());
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
