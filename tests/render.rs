//! Kustomizations and charts that are rendered before they are judged: by the real kustomize where it is installed, and
//! by stand-ins that print what the real programs were seen to print.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::harness::Folder;

const BASE: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1.27
        volumeMounts:
        - {name: data, mountPath: /data}
        resourcez: {}
";

/// A base with two faults and two overlays; `prod` adds a third.
fn shop() -> Folder {
    Folder::with(&[
        ("base/kustomization.yaml", "resources: [web.yaml]\n"),
        ("base/web.yaml", BASE),
        (
            "prod/kustomization.yaml",
            "resources: [../base]\nnamePrefix: prod-\npatches:\n- path: more.yaml\nconfigMapGenerator: [{name: c, literals: [a=b]}]\n",
        ),
        (
            "prod/more.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: log, image: 'busybox:1.36', volumeMounts: [{name: gone, mountPath: /x}]}]}}}\n",
        ),
        ("test/kustomization.yaml", "resources: [../base]\nnameSuffix: -test\n"),
    ])
}

fn podpat(folder: &Folder, args: &[&str], path: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_podpat"));
    command.args(args).current_dir(folder.path()).env("PATH", path).output().expect("podpat runs")
}

/// The folder of a program; the tests that need it are skipped where it is missing.
pub(crate) fn installed(program: &str) -> Option<PathBuf> {
    let unpacked = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/ci/unstable/usr/bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).chain([unpacked]).find(|folder| folder.join(program).is_file());
    if found.is_none() {
        eprintln!("skipped: `{program}` is not installed (CONTRIBUTING.md says where it comes from)");
    }
    found
}

/// A folder with one program, so that no other one is found.
fn only(program: &str, folder: &Path) -> Folder {
    let only = Folder::new();
    std::os::unix::fs::symlink(folder.join(program), only.at(program)).expect("a link");
    only
}

/// A folder with a script in the place of a program.
fn stand_in(program: &str, script: &str) -> Folder {
    let folder = Folder::with(&[(program, format!("#!/bin/sh\n{script}\n"))]);
    fs::set_permissions(folder.at(program), fs::Permissions::from_mode(0o755)).expect("a program");
    folder
}

fn findings(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    let json: Value = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{error}: {text}{}", String::from_utf8_lossy(&output.stderr)));
    json["findings"].as_array().expect("findings").clone()
}

#[test]
fn findings_of_kustomizations_are_led_back() {
    for program in ["kubectl", "kustomize"] {
        let Some(folder) = installed(program) else { continue };
        let (shop, path) = (shop(), only(program, &folder));
        let path = path.path().to_str().expect("UTF-8");
        let args = ["lint", "--select=validity", "-o=json", "--render=auto", "prod", "test/kustomization.yaml"];
        let ran = podpat(&shop, &args, path);
        assert_eq!(ran.status.code(), Some(1), "{}", String::from_utf8_lossy(&ran.stderr));
        let places: Vec<Value> = findings(&ran)
            .iter()
            .map(|it| json!([it["rule"], it["file"], it["span"]["start"]["line"], it["rendered"]]))
            .collect();
        assert_eq!(
            json!(places),
            json!([
                ["unresolved-reference", "base/web.yaml", 15, null],
                ["unknown-field", "base/web.yaml", 16, null],
                ["unresolved-reference", "prod/kustomization.yaml", null, true],
            ]),
            "{program}"
        );
        let text = podpat(&shop, &["inspect", "--render", "auto", "prod"], path);
        assert!(String::from_utf8_lossy(&text.stdout).contains("prod-web"), "{text:?}");
    }
}

#[test]
fn nothing_is_rendered_unless_asked_for() {
    let (shop, path) = (shop(), stand_in("kubectl", "echo called >&2; exit 1"));
    let ran = podpat(&shop, &["lint", "-o=short", "prod"], path.path().to_str().expect("UTF-8"));
    let err = String::from_utf8_lossy(&ran.stderr);
    assert!(err.contains("--render auto prod") && !err.contains("called"), "{err}");
}

#[test]
fn what_would_be_fetched_is_refused_before_any_program_runs() {
    let bin = stand_in("kubectl", "echo called >&2; exit 1");
    let path = bin.path().to_str().expect("UTF-8");
    let table = [
        "resources: ['https://example.com/a.yaml']",
        "resources: ['github.com/o/r//base?ref=v1']",
        "bases: ['git@example.com:o/r']",
        "components: [gone]",
        "configMapGenerator: [{name: a, files: ['a=https://example.com/a']}]",
        "configMapGenerator: [{name: a, envs: ['http://example.com/a']}]",
        "patches: [{path: 'https://example.com/a'}]",
        "patchesStrategicMerge: ['https://example.com/a']",
        "openapi: {path: 'https://example.com/a'}",
        "helmCharts: [{name: a, repo: 'https://example.com'}]",
        "resources: [inner]",
    ];
    for text in table {
        let shop =
            Folder::with(&[("k/kustomization.yaml", text), ("k/inner/Kustomization", "resources: ['https://x/y']")]);
        let ran = podpat(&shop, &["lint", "--render=auto", "k"], path);
        let err = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.code() == Some(2) && ran.stdout.is_empty(), "{text}: {err}");
        assert!(err.contains("podpat fetches nothing") && !err.contains("called"), "{text}: {err}");
    }
    let circle =
        Folder::with(&[("a/kustomization.yaml", "resources: [../b]"), ("b/kustomization.yaml", "resources: [../a]")]);
    let ran = podpat(&circle, &["lint", "--render=auto", "a"], path);
    assert!(String::from_utf8_lossy(&ran.stderr).contains("called"));
}

#[test]
fn programs_that_fail_or_are_missing() {
    let shop = shop();
    let run = |bin: &Folder| {
        let ran = podpat(&shop, &["lint", "-o=short", "--render=auto", "prod"], bin.path().to_str().expect("UTF-8"));
        (
            ran.status.code(),
            String::from_utf8_lossy(&ran.stdout).into_owned(),
            String::from_utf8_lossy(&ran.stderr).into_owned(),
        )
    };
    let (code, out, err) = run(&stand_in("kubectl", "echo 'error: no such patch' >&2; exit 1"));
    assert_eq!((code, &*out), (Some(2), ""));
    assert!(err.contains("`kubectl kustomize prod` failed: no such patch"), "{err}");
    // Without a program the files are judged as they are, and the note says what is missing.
    let (_, _, err) = run(&Folder::new());
    assert!(err.contains("was not rendered: `kubectl` (or `kustomize`) is not installed"), "{err}");
    assert!(err.contains("kubectl kustomize prod | podpat lint -"), "{err}");
    let (code, _, err) = run(&stand_in("kubectl", "printf 'a: ['"));
    assert_eq!(code, Some(1), "{err}");
    // Many warnings end nothing.
    let warnings =
        "i=0; while [ $i -lt 5000 ]; do echo 'a warning of some length that fills a pipe' >&2; i=$((i + 1)); done";
    let object = "echo '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}'";
    let (code, _, err) = run(&stand_in("kubectl", &format!("{warnings}\n{object}")));
    assert_eq!(code, Some(0), "{err}");
}

/// What helm 3 prints of a chart, with the template of each object in a comment.
const CHART: &str = "cat <<'END'
---
# Source: shop/templates/web.yaml
apiVersion: v1
kind: Pod
metadata:
  name: release-name-web
spec:
  containers:
  - name: web
    image: nginx:1.27
    volumeMounts: [{name: data, mountPath: /data}]
END
echo \"$@\" >\"$0.asked\"";

#[test]
fn charts_are_rendered_by_helm() {
    let bin = stand_in("helm", CHART);
    let path = format!("{}:/usr/bin:/bin", bin.path().display());
    let chart = Folder::with(&[
        ("shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 0.1.0\n"),
        ("shop/templates/web.yaml", "kind: {{ .x }}\n"),
        ("values.yaml", "a: 1\n"),
    ]);
    for name in ["shop", "shop/Chart.yaml"] {
        let args = ["lint", "-o=short", "--select=validity", "--render=auto", "--values=values.yaml", name];
        let ran = podpat(&chart, &args, &path);
        let out = String::from_utf8_lossy(&ran.stdout);
        assert_eq!(
            out,
            "shop/templates/web.yaml: Pod release-name-web spec.containers[0].volumeMounts[0].name: error unresolved-reference there is no volume `data`\n",
            "{ran:?}"
        );
        let asked = fs::read_to_string(bin.at("helm.asked")).expect("its arguments");
        assert_eq!(asked, "template release-name ./shop --include-crds --kube-version 1.36.0 --values values.yaml\n");
    }
}
