//! Completion in real shells. Where one is missing, its test says so on standard error and passes.

use std::path::Path;
use std::process::{Command, Stdio};

/// A line that is typed, and what the shell then offers or writes.
type Case = (&'static str, &'static [&'static str]);

const CASES: [Case; 9] = [
    ("podpat ver", &["version"]),
    ("podpat generate --sidecar git-s", &["git-sync"]),
    ("podpat generate --sidecar git-sync,re", &["git-sync,re", "repo="]),
    ("podpat generate --sidecar git-sync,repo=https://x/y.git,pa", &["path="]),
    ("podpat add --adapter statsd", &["statsd-exporter"]),
    ("podpat lint --select unrelated-c", &["unrelated-containers"]),
    ("podpat lint --select validity,pss-r", &["pss-restricted"]),
    ("podpat generate --kind State", &["StatefulSet"]),
    ("podpat lint --kubernetes-version 1.3", &["1.36", "1.30"]),
];

/// Types the lines into a shell, in a folder with a file.
fn types_in(shell: &str) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = |program: &str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    if !is_there(shell) || !is_there("python3") {
        eprintln!("skipped: `{shell}` or `python3` is not installed (.ci/setup does that)");
        return;
    }
    let folder = crate::harness::Folder::with(&[("manifest-of-shop.yaml", "")]);
    let file: Case = ("podpat lint manifest-of", &["manifest-of-shop.yaml"]);
    let cases: Vec<Case> = CASES.into_iter().chain([file]).collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shells/type.py");
    let ran = Command::new("python3")
        .arg(script)
        .args([shell, env!("CARGO_BIN_EXE_podpat"), &serde_json::to_string(&cases).expect("JSON")])
        .current_dir(folder.path())
        .env("HOME", folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("python3");
    assert!(ran.status.success(), "{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn bash_completes() {
    types_in("bash");
}

#[test]
fn zsh_completes() {
    types_in("zsh");
}

#[test]
fn fish_completes() {
    types_in("fish");
}
