//! Names and values that steer a terminal: whatever verb and format show them, they arrive as escapes.

use podpat::internals::terminal::is_hidden;
use serde_json::{Value, json};

use crate::harness::{Folder, podpat};

/// Sets a title, turns colours on in two ways, reorders, breaks lines, and looks like a command of a CI system.
const HOSTILE: &str = "\u{1b}]0;x\u{7}\u{1b}[31mEV\u{9b}31m\u{202e}il\u{2028}\r\n::error::x";

const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: 'nginx:1.29.1'}]}}}\n";

/// A Pod with the value wherever a text may stand.
fn pod() -> Value {
    json!({"apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": HOSTILE, "labels": {HOSTILE: HOSTILE}, "annotations": {"podpat.dev/ignore": HOSTILE}},
        "spec": {HOSTILE: 1, "volumes": [{"name": HOSTILE, "configMap": {"name": HOSTILE}}], "containers": [
            {"name": HOSTILE, "image": HOSTILE, "tty": HOSTILE, "args": [HOSTILE], "env": [{"name": HOSTILE, "value": HOSTILE}],
             "ports": [{"containerPort": 80, "name": HOSTILE}], "volumeMounts": [{"name": HOSTILE, "mountPath": HOSTILE}]},
            {"name": "b", "image": "redis:7"}]}})
}

fn folder() -> Folder {
    let entry = podpat::internals::catalogue::skeleton(podpat::internals::catalogue::Pattern::Sidecar, "own");
    let quoted = Value::from(HOSTILE).to_string();
    let summary = entry.replace("One sentence that says what it does.", &quoted);
    let version = entry.replace("version: 0.1.0", &format!("version: {quoted}"));
    let broken = entry.replace("name: own", &format!("name: own\n{quoted}: 1"));
    let review = json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
        "uid": HOSTILE, "operation": "CREATE", "kind": {"group": "", "version": "v1", "kind": "Pod"}, "object": pod()}});
    Folder::with(&[
        ("pod.yaml", pod().to_string()),
        // Of these YAML takes some as they are.
        ("raw.yaml", DEPLOYMENT.replace("name: a", "\u{202e}x: 1, name: a") + "# \u{202e}\u{9b}31m\n"),
        ("web.yaml", DEPLOYMENT.to_owned()),
        ("description.yaml", json!({"name": HOSTILE, "main": {"image": HOSTILE}, HOSTILE: 1}).to_string()),
        ("configuration.yaml", json!({"select": [HOSTILE], "exclude": [HOSTILE], HOSTILE: 1}).to_string()),
        ("baseline.json", json!({"version": 1, "findings": [{HOSTILE: 1}], HOSTILE: HOSTILE}).to_string()),
        ("review.json", review.to_string()),
        ("summary/own.yaml", summary),
        ("version/own.yaml", version),
        ("broken/own.yaml", broken),
    ])
}

/// Commands, with a `@` before names of files; `F` and `D` stand for each file and folder of hostile texts in turn.
const COMMANDS: [&str; 35] = [
    "lint --no-config --select=all -o human @F",
    "lint --no-config --select=all -o short @F",
    "lint --no-config --select=all -o json @F",
    "lint --no-config --select=all -o sarif @F",
    "lint --no-config --select=all -o github @F",
    "lint --no-config --select=all -o gitlab @F",
    "lint --no-config --select=all -o junit @F",
    "lint --no-config --since HOSTILE @F",
    "lint --no-config --baseline @F @web.yaml",
    "inspect -o text @F",
    "inspect -o json @F",
    "inspect -o mermaid @F",
    "inspect -o dot @F",
    "inspect -o svg @F",
    "generate @F",
    "generate --error-format json @F",
    "generate --name HOSTILE --main HOSTILE",
    "generate --name x --main y:1 --set HOSTILE=1",
    "generate --name x --main y:1 --sidecar HOSTILE",
    "generate --name x --main y:1 --patterns @D --sidecar own,path=/srv",
    "patterns --patterns @D",
    "patterns show own --patterns @D",
    "patterns check @D/own.yaml",
    "patterns check -o json @D/own.yaml",
    "patterns show HOSTILE",
    "patterns new HOSTILE",
    "add @web.yaml --to HOSTILE --adapter nginx-exporter",
    "add @web.yaml -c HOSTILE --adapter nginx-exporter",
    "add @F --diff --adapter nginx-exporter",
    "review @F",
    "lint --config @F @web.yaml",
    "lint --select HOSTILE @web.yaml",
    "explain HOSTILE",
    "export webhook --image HOSTILE --namespace HOSTILE",
    "HOSTILE",
];

/// The files that a command is run with.
fn choices(command: &str) -> &'static [&'static str] {
    match command {
        _ if command.contains("@F") => {
            &["pod.yaml", "raw.yaml", "description.yaml", "configuration.yaml", "baseline.json", "review.json"]
        }
        _ if command.contains("@D") => &["summary", "version", "broken"],
        _ => &[""],
    }
}

#[test]
fn no_verb_and_no_format_shows_what_steers_a_terminal() {
    let folder = folder();
    for command in COMMANDS {
        for choice in choices(command) {
            let word = |word: &str| match word.strip_prefix('@') {
                Some(name) => folder.name(&name.replace(['F', 'D'], choice)),
                None => word.replace("HOSTILE", HOSTILE),
            };
            let ran = podpat(command.split(' ').map(word));
            for text in [&ran.out, &ran.err] {
                let at = text.find(|c| is_hidden(c) && !matches!(c, '\n' | '\t'));
                assert_eq!(
                    at.map(|at| &text[text.floor_char_boundary(at.saturating_sub(80))..]),
                    None,
                    "{command} {choice}"
                );
                assert!(!text.lines().any(|line| line.starts_with("::error::x")), "{command} {choice}: {text}");
            }
            assert!(!ran.err.contains("mistake of its own"), "{command} {choice}: {}", ran.err);
        }
    }
}
