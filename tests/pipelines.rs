//! What podpat brings for pipelines: the steps of the GitHub action run by hand, and the job of GitLab.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::harness::Folder;

const FAULTY: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: web, image: nginx, prots: []}]\n";
const CLEAN: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn yaml(path: &str) -> Value {
    let text = std::fs::read_to_string(root().join(path)).expect("a text");
    serde_yaml::from_str(&text).expect("YAML")
}

/// A repository in which a branch is checked out as GitHub does it for a pull request: as its merge with `main`.
fn pull_request(before: &str, after: &str) -> Folder {
    let folder = Folder::with(&[("k8s/web.yaml", before)]);
    git(&folder, "init -q -b main");
    git(&folder, "add -A");
    git(&folder, "commit -qm before");
    git(&folder, "checkout -qb topic");
    folder.write("k8s/web.yaml", after);
    folder.write("k8s/new.yaml", CLEAN);
    git(&folder, "add -A");
    git(&folder, "commit -qm after");
    git(&folder, "checkout -q main");
    git(&folder, "merge -q --no-ff -m merge topic");
    folder
}

fn git(folder: &Folder, words: &str) {
    let mut git = Command::new("git");
    git.current_dir(folder.path()).args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(words.split(' '));
    let output = git.env_remove("GIT_DIR").env("GIT_CONFIG_GLOBAL", "/dev/null").output().expect("git runs");
    assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
}

/// What the step that lints did.
struct Step {
    code: Option<i32>,
    log: String,
    outputs: BTreeMap<String, String>,
    summary: String,
}

/// Runs the steps of the action in a folder, with some inputs; the others have the values that the action gives them.
fn action(folder: &Folder, event: &str, inputs: &[(&str, &str)]) -> Step {
    let action = yaml("action.yml");
    let outer = Folder::with(&[("output", ""), ("summary", "")]);
    let mut outputs = BTreeMap::new();
    let (mut code, mut log) = (None, String::new());
    let steps = action["runs"]["steps"].as_array().expect("steps");
    for step in steps.iter().filter(|step| step.get("run").is_some()) {
        let mut bash = Command::new("bash");
        bash.current_dir(folder.path()).args(["-e", "-o", "pipefail", "-c", step["run"].as_str().expect("a script")]);
        for (name, value) in step["env"].as_object().expect("variables") {
            bash.env(name, value_of(value.as_str().expect("a text"), &action, inputs, &outputs));
        }
        bash.env("GITHUB_ACTION_PATH", root()).env("GITHUB_EVENT_NAME", event).env("GITHUB_BASE_REF", "main");
        bash.env("GITHUB_OUTPUT", outer.at("output")).env("GITHUB_STEP_SUMMARY", outer.at("summary"));
        let ran = bash.env("RUNNER_TEMP", outer.path()).env_remove("GIT_DIR").output().expect("bash runs");
        (code, log) = (ran.status.code(), String::from_utf8_lossy(&ran.stdout).into_owned());
        log += &String::from_utf8_lossy(&ran.stderr);
        outputs.extend(outer.text("output").lines().filter_map(|line| line.split_once('=')).map(|(key, value)| {
            let file = std::fs::read_to_string(value).unwrap_or_else(|_| value.to_owned());
            (key.to_owned(), if key.ends_with("-file") { file } else { value.to_owned() })
        }));
    }
    Step { code, log, outputs, summary: outer.text("summary") }
}

/// Evaluates `${{ inputs.NAME }}` and `${{ steps.NAME.outputs.NAME }}`, which are all that the action uses.
fn value_of(text: &str, action: &Value, inputs: &[(&str, &str)], outputs: &BTreeMap<String, String>) -> String {
    let expression = text.trim_start_matches("${{").trim_end_matches("}}").trim();
    match expression.split('.').collect::<Vec<_>>()[..] {
        ["inputs", name] => {
            let given = inputs.iter().find(|(input, _)| *input == name).map(|(_, value)| (*value).to_owned());
            given.unwrap_or_else(|| action["inputs"][name]["default"].as_str().expect("a default").to_owned())
        }
        ["steps", _, "outputs", name] => outputs[name].clone(),
        _ => panic!("{text}"),
    }
}

const PODPAT: (&str, &str) = ("podpat", env!("CARGO_BIN_EXE_podpat"));

#[test]
fn the_action_fetches_entries_when_it_is_told_to() {
    let stand_in = "#!/bin/sh\necho \"$@\" >> asked\n[ \"$1\" != patterns ] || exit \"$SYNCED\"\n";
    for (sync, exits, verbs) in [
        ("true", "0", &["version", "patterns", "lint", "lint", "lint", "lint"][..]),
        ("true", "3", &["version", "patterns"]),
        ("false", "3", &["version", "lint", "lint", "lint", "lint"]),
    ] {
        let folder = Folder::with(&[("stand-in", &*stand_in.replace("$SYNCED", exits)), ("a.yaml", CLEAN)]);
        std::fs::set_permissions(folder.at("stand-in"), std::fs::Permissions::from_mode(0o755)).expect("a program");
        let step = action(&folder, "push", &[("podpat", &folder.name("stand-in")), ("sync", sync)]);
        let asked = folder.text("asked");
        let found: Vec<&str> = asked.lines().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(found, verbs, "{}", step.log);
        assert_eq!(step.code, Some(if verbs.contains(&"lint") { 0 } else { 3 }), "{}", step.log);
    }
}

#[test]
fn the_action_annotates_summarises_and_fails() {
    let folder = Folder::with(&[("k8s/web.yaml", FAULTY)]);
    let step = action(&folder, "push", &[PODPAT, ("paths", "k8s\n")]);
    assert_eq!(step.code, Some(1), "{}", step.log);
    assert!(step.log.contains("::error file=k8s/web.yaml,line=5,"), "{}", step.log);
    assert!(step.summary.starts_with("## podpat: 1 error"), "{}", step.summary);
    assert!(step.summary.contains("```mermaid"), "{}", step.summary);
    assert_eq!(step.outputs["result"], "findings");
    let sarif: Value = serde_json::from_str(&step.outputs["sarif-file"]).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "unknown-field");
    assert!(step.outputs["summary-file"].starts_with("## podpat: 1 error"));
    let step = action(&folder, "push", &[PODPAT, ("fail-on", "never"), ("annotations", "false"), ("summary", "false")]);
    assert_eq!((step.code, &*step.outputs["result"], &*step.summary), (Some(0), "clean", ""), "{}", step.log);
    assert!(!step.log.contains("::error") && step.log.contains("unknown-field"), "{}", step.log);
}

#[test]
fn the_action_shows_what_a_pull_request_changes() {
    let clean = pull_request(FAULTY, &FAULTY.replace("name: web}", "name: web} # the same"));
    let step = action(&clean, "pull_request", &[PODPAT, ("arguments", "--select=unknown-field")]);
    assert_eq!((step.code, &*step.outputs["result"]), (Some(0), "clean"), "{}", step.log);
    let step = action(&clean, "push", &[PODPAT, ("arguments", "--select=unknown-field")]);
    assert_eq!(step.code, Some(1), "{}", step.log);
    let faulty = pull_request(FAULTY, &FAULTY.replace("prots", "prts"));
    let step = action(&faulty, "pull_request", &[PODPAT]);
    assert!(step.code == Some(1) && step.log.contains("prts"), "{}", step.log);
    let alone = Folder::with(&[("web.yaml", FAULTY)]);
    git(&alone, "init -q -b main");
    git(&alone, "add -A");
    git(&alone, "commit -qm one");
    let step = action(&alone, "pull_request", &[PODPAT]);
    assert!(step.code == Some(1) && step.log.contains("fetch-depth: 2"), "{}", step.log);
}

#[test]
fn the_action_heeds_a_baseline_and_tells_failure() {
    let folder = Folder::with(&[("web.yaml", FAULTY)]);
    let write = format!("--write-baseline={}", folder.name("known.json"));
    crate::harness::podpat(["lint", &folder.name("web.yaml"), &write]);
    let step = action(&folder, "push", &[PODPAT, ("baseline", "known.json")]);
    assert_eq!((step.code, &*step.outputs["result"]), (Some(0), "clean"), "{}", step.log);
    assert!(step.summary.contains("in the baseline"), "{}", step.summary);
    let step = action(&folder, "push", &[PODPAT, ("paths", "missing.yaml")]);
    assert_eq!((step.code, &*step.outputs["result"]), (Some(2), "failed"), "{}", step.log);
    assert!(!step.outputs.contains_key("sarif-file"));
}

#[test]
fn inputs_are_documented_and_handed_over_as_variables() {
    let (action, page) = (yaml("action.yml"), std::fs::read_to_string(root().join("docs/ci.md")).expect("a page"));
    for (name, _) in action["inputs"].as_object().expect("inputs") {
        assert!(page.contains(&format!("| `{name}` |")), "docs/ci.md says nothing of `{name}`");
    }
    for step in action["runs"]["steps"].as_array().expect("steps") {
        let script = step["run"].as_str().unwrap_or_default();
        assert!(!script.contains("${{"), "an expression in a script is code of whoever wrote the value: {script}");
        let uses = step["uses"].as_str().unwrap_or("@0123456789012345678901234567890123456789");
        let version = uses.rsplit('@').next().expect("a version");
        assert!(version.len() == 40 && version.bytes().all(|byte| byte.is_ascii_hexdigit()), "{uses} is not pinned");
    }
}

#[test]
fn the_job_of_gitlab_reports_and_fails() {
    let job = &yaml("pipelines/gitlab.yml")["podpat"];
    let folder = Folder::with(&[("k8s/web.yaml", FAULTY)]);
    let mut codes = Vec::new();
    for line in job["script"].as_array().expect("lines") {
        let mut sh = Command::new("sh");
        sh.current_dir(folder.path()).args(["-c", line.as_str().expect("a line")]);
        for (name, value) in job["variables"].as_object().expect("variables") {
            sh.env(name, value.as_str().expect("a text"));
        }
        let path = std::env::var("PATH").unwrap_or_default();
        let bin = Path::new(PODPAT.1).parent().expect("a folder").display().to_string();
        codes.push(sh.env("PATH", format!("{bin}:{path}")).output().expect("sh runs").status.code());
    }
    assert_eq!(codes, [Some(0), Some(0), Some(1)]);
    let report: Value =
        serde_json::from_str(&folder.text(job["artifacts"]["reports"]["codequality"].as_str().expect("a file")))
            .expect("JSON");
    assert_eq!(
        (&report[0]["check_name"], &report[0]["location"]["path"]),
        (&"unknown-field".into(), &"k8s/web.yaml".into())
    );
    assert!(folder.text(job["artifacts"]["paths"][0].as_str().expect("a file")).starts_with("<!doctype html>"));
}
