//! `--since`: only what is on changed lines, as git tells them.

use std::process::Command;

use crate::harness::{Project, Ran};

/// A Pod with a misspelt field on each of some lines, from line 5 on.
fn pod(fields: &[&str]) -> String {
    let fields: String = fields.iter().map(|field| format!("  {field}: 1\n")).collect();
    format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n{fields}")
}

fn git(project: &Project, args: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(project.path("")).args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(args);
    let output = git.env_remove("GIT_DIR").env("GIT_CONFIG_GLOBAL", "/dev/null").output().expect("git runs");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn commit(project: &Project) {
    git(project, &["add", "-A"]);
    git(project, &["commit", "-qm", "a change", "--allow-empty"]);
}

/// A repository with one commit on `main`.
fn repository(files: &[(&str, &str)]) -> Project {
    let project = Project::new(files.iter().copied());
    project.write(".gitignore", ".input\n");
    git(&project, &["init", "-q", "-b", "main"]);
    commit(&project);
    project
}

fn lint(project: &Project, args: &[&str]) -> Ran {
    project.podpat(["lint", "-o", "short", "--select=unknown-field,syntax-error,duplicate-object"].iter().chain(args))
}

/// File and line of each finding.
fn found(project: &Project, args: &[&str]) -> Vec<String> {
    let ran = lint(project, args);
    assert!(ran.code < 2 && ran.err.is_empty(), "{}", ran.err);
    let place = |line: &str| line.split(':').take(2).collect::<Vec<_>>().join(":");
    ran.out.lines().map(place).collect()
}

#[test]
fn only_findings_on_changed_lines_are_shown() {
    let project = repository(&[("k8s/a.yaml", &*pod(&["one", "two", "three"]))]);
    assert_eq!(found(&project, &["k8s", "--since=main"]), [""; 0]);
    assert_eq!(lint(&project, &["k8s", "--since=main"]).code, 0);
    project.write("k8s/a.yaml", pod(&["one", "twice", "three", "four"]));
    let changed = ["k8s/a.yaml:6", "k8s/a.yaml:8"];
    assert_eq!(found(&project, &["k8s", "--since=main"]), changed, "in the working tree");
    git(&project, &["add", "-A"]);
    assert_eq!(found(&project, &["k8s", "--since=main"]), changed, "in the index");
    git(&project, &["checkout", "-qb", "topic"]);
    commit(&project);
    assert_eq!(found(&project, &["k8s", "--since=main"]), changed, "in a commit");
    assert_eq!(found(&project, &["k8s/a.yaml", "--since=HEAD~1"]), changed);
    assert_eq!(found(&project, &["k8s", "--since=HEAD"]), [""; 0]);
    let human = project.podpat(["lint", "--select=unknown-field", "k8s", "--since=HEAD"]).out;
    assert_eq!(human, "1 object in 1 file, nothing found (besides 4 on lines unchanged since HEAD)\n");
    let json = project.podpat(["lint", "--select=unknown-field", "k8s", "--since=HEAD~1", "-ojson"]).json();
    assert_eq!(json["since"], serde_json::json!({"commit": "HEAD~1", "hidden": 2}));
}

#[test]
fn what_changed_elsewhere_since_the_branch_left_is_not_ours() {
    let project = repository(&[("a.yaml", &*pod(&["one", "two"]))]);
    git(&project, &["checkout", "-qb", "topic"]);
    project.write("a.yaml", pod(&["one", "two", "three"]));
    commit(&project);
    git(&project, &["checkout", "-q", "main"]);
    project.write("a.yaml", pod(&["changed", "two"]));
    commit(&project);
    git(&project, &["checkout", "-q", "topic"]);
    assert_eq!(found(&project, &[".", "--since=main"]), ["./a.yaml:7"]);
}

#[test]
fn new_renamed_and_ignored_files() {
    let project = repository(&[("old.yaml", &*pod(&["one", "two", "three", "four", "five", "six"]))]);
    project.write("new.yaml", pod(&["one"]));
    project.write("sub/ä \"b\".yaml", pod(&["one"]));
    assert_eq!(found(&project, &[".", "--since=main"]), ["./new.yaml:5", "./sub/ä \"b\".yaml:5"], "not added yet");
    git(&project, &["add", "-A"]);
    assert_eq!(found(&project, &[".", "--since=main"]).len(), 2, "added");
    git(&project, &["mv", "old.yaml", "sub/old name.yaml"]);
    project.write("sub/old name.yaml", pod(&["one", "two", "three", "four", "five", "sixth"]));
    git(&project, &["add", "-A"]);
    assert_eq!(found(&project, &["sub/old name.yaml", "--since=main"]), ["sub/old name.yaml:10"], "renamed");
    project.write(".gitignore", ".input\nsecret.yaml\n");
    project.write("secret.yaml", pod(&["one"]));
    assert_eq!(found(&project, &["secret.yaml", "--since=main"]), ["secret.yaml:5"], "ignored, and named");
}

#[test]
fn a_finding_is_new_where_what_belongs_to_it_changed() {
    let one = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    let project = repository(&[("a.yaml", &*format!("---\n{one}"))]);
    project.write("a.yaml", format!("{one}---\n{one}"));
    assert_eq!(found(&project, &[".", "--since=main"]).len(), 1);
}

#[test]
fn settings_of_git_change_nothing() {
    let project = repository(&[("a.yaml", &*pod(&["one", "two", "three"]))]);
    project.write("a.yaml", pod(&["one", "twice", "three"]));
    for setting in ["diff.noprefix=true", "diff.mnemonicPrefix=true", "diff.context=5", "diff.interHunkContext=9"] {
        let (key, value) = setting.split_once('=').expect("a setting");
        git(&project, &["config", key, value]);
    }
    git(&project, &["config", "color.ui", "always"]);
    git(&project, &["config", "diff.external", "false"]);
    assert_eq!(found(&project, &["a.yaml", "--since=main"]), ["a.yaml:6"]);
    let ran = project.podpat_in("", ["lint", "a.yaml", "--select=unknown-field", "-oshort", "--since=main"], "");
    assert_eq!(ran.out.lines().count(), 1);
}

#[test]
fn a_baseline_is_held_against_everything() {
    let project = repository(&[("a.yaml", &*pod(&["one", "two"]))]);
    lint(&project, &["a.yaml", "--write-baseline=known.json"]);
    project.write("a.yaml", pod(&["three", "two"]));
    let ran = lint(&project, &["a.yaml", "--since=main", "--baseline=known.json"]);
    assert!(
        ran.out.lines().count() == 1 && ran.err.starts_with("known.json: 1 finding is gone"),
        "{}{}",
        ran.out,
        ran.err
    );
}

#[test]
fn what_cannot_be_told_is_an_error() {
    let project = repository(&[("a.yaml", &*pod(&["one"]))]);
    for (name, flag) in [("unknown", "--since=mian"), ("a_flag", "--since=--output=x"), ("empty", "--since=")] {
        let ran = lint(&project, &["a.yaml", flag]);
        assert_eq!((ran.code, &*ran.out), (2, ""), "{name}");
        insta::assert_snapshot!(format!("since_{name}"), ran.err);
    }
    git(&project, &["checkout", "-q", "--orphan", "other"]);
    project.write("b.yaml", "");
    commit(&project);
    let ran = lint(&project, &["a.yaml", "--since=main"]);
    assert_eq!((ran.code, &*ran.out), (2, ""));
    insta::assert_snapshot!("since_unrelated", ran.err);
    let ran = project.podpat_in("", ["lint", "-", "--since=main"], &pod(&["one"]));
    assert_eq!((ran.code, &*ran.out), (2, ""));
    insta::assert_snapshot!("since_stdin", ran.err);
    let outside = Project::new([("a.yaml", &*pod(&["one"]))]);
    let ran = lint(&outside, &["a.yaml", "--since=main"]);
    assert_eq!((ran.code, &*ran.out), (2, ""));
    insta::assert_snapshot!("since_no_repository", ran.err);
}

#[test]
fn a_shallow_clone_says_how_to_get_the_rest() {
    let project = repository(&[("a.yaml", &*pod(&["one"]))]);
    commit(&project);
    let origin = format!("file://{}", project.path("").display());
    git(&project, &["clone", "-q", "--depth=1", &origin, "clone"]);
    let ran = project.podpat_in("clone", ["lint", "a.yaml", "--since=HEAD~1"], "");
    assert_eq!((ran.code, &*ran.out), (2, ""));
    insta::assert_snapshot!("since_shallow", ran.err);
}
