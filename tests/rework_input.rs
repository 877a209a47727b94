//! What `add`, `remove` and `split` say of things that they cannot change, and what they read of a folder.

use crate::harness::{Folder, podpat};

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: 'nginx:1.27'}]}\n";
const PATCH: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, tty: true}]}\n";

fn files() -> Folder {
    Folder::with(&[
        ("base/kustomization.yaml", "resources: [pod.yaml]\npatches: [{path: patch.yaml}]\n"),
        ("base/pod.yaml", POD),
        ("base/patch.yaml", PATCH),
        ("base/values.yaml", "a: b\n"),
        ("over/kustomization.yaml", "resources: [../base]\n"),
        ("over/config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"),
        ("chart/Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n"),
        ("chart/templates/pod.yaml", &*POD.replace("'nginx:1.27'", "'{{ .Values.image }}'")),
        ("chart/templates/web.yaml", &*POD.replace("'nginx:1.27'", "{{ .Values.image }}")),
        ("broken.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: [}\n"),
        ("shop.podpat.yaml", "name: shop\nmain: nginx:1.27\n"),
        ("empty/notes.txt", "nothing\n"),
    ])
}

/// The exit code, and the error in one line.
fn told(folder: &Folder, verb: &[&str], name: &str) -> (u8, String) {
    let path = if name.contains("://") { name.to_owned() } else { folder.name(name) };
    let ran = podpat(verb.iter().map(ToString::to_string).chain([path]));
    assert_eq!(ran.out, "", "{name}");
    let err = ran.err.replace("\n  │ ", " ").replace("\n        ", " ");
    (ran.code, err.replace(&format!("{}/", folder.path().display()), ""))
}

#[test]
fn what_has_no_workload_is_called_by_its_name() {
    let folder = files();
    let table: [(&str, &[&str]); 9] = [
        ("over", &["`over` is a kustomization", "kubectl kustomize over | podpat"]),
        ("over/kustomization.yaml", &["`over` is a kustomization"]),
        ("chart", &["`chart` is a Helm chart", "helm template chart | podpat"]),
        ("chart/Chart.yaml", &["`chart` is a Helm chart"]),
        ("chart/templates/web.yaml", &["nothing to change in `chart/templates/web.yaml`", "line 4 has a placeholder"]),
        (
            "base/patch.yaml",
            &["nothing to change in `base/patch.yaml`", "applies it as a patch", "kubectl kustomize base"],
        ),
        ("base/values.yaml", &["nothing to change", "a file of Helm values"]),
        ("broken.yaml", &["`broken.yaml` cannot be read from line 3 on: "]),
        ("shop.podpat.yaml", &["`shop.podpat.yaml` is a description of podpat", "podpat generate shop.podpat.yaml"]),
    ];
    let add: &[&str] = &["add", "--adapter=statsd-exporter"];
    for verb in [add, &["remove", "git-sync"], &["split"]] {
        for (name, words) in table {
            let (code, err) = told(&folder, verb, name);
            assert!(code == 2 && words.iter().all(|word| err.contains(word)), "{verb:?} {name}: {err}");
            assert!(!err.contains("--render"), "{verb:?} {name}: {err}");
        }
        let (code, err) = told(&folder, verb, "https://example.com/a.yaml");
        assert!(code == 2 && err.contains("podpat fetches nothing") && !err.contains("lint"), "{err}");
        let (code, err) = told(&folder, verb, "empty");
        assert!(code == 2 && err.contains("no manifests in `empty`"), "{err}");
    }
    // Other forms of output fit these.
    for name in ["over", "chart"] {
        assert!(told(&folder, add, name).1.contains("-o patch"), "{name}");
    }
    assert!(told(&folder, add, "chart").1.contains("--post-renderer podpat"));
}

#[test]
fn a_folder_gives_its_manifests_and_nothing_else() {
    let folder = files();
    let add = |name: &str| podpat(["add", "--adapter=statsd-exporter", &folder.name(name)]);
    let ran = add("base");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("apiVersion: v1\nkind: Pod\n") && !ran.out.contains("resources: [pod"), "{}", ran.out);
    assert!(
        ran.out.contains("name: statsd-exporter") && !ran.out.contains("tty") && !ran.out.contains("a: b"),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("a patch that kustomize applies was skipped"), "{}", ran.err);
    // A template that is YAML all the same, where it was named.
    let ran = add("chart/templates/pod.yaml");
    assert!(ran.code == 0 && ran.out.contains("'{{ .Values.image }}'"), "{}", ran.err);
}

#[test]
fn nothing_is_said_of_fixes_where_nothing_was_read() {
    let folder = files();
    for flag in ["--fix", "--diff"] {
        for name in ["gone.yaml", "empty", "shop.podpat.yaml"] {
            let ran = podpat(["lint", flag, &folder.name(name)]);
            assert_eq!((ran.code, &*ran.out), (2, ""), "{name}");
            assert!(ran.err.trim_start().starts_with('×') && !ran.err.contains("fix"), "{name}: {}", ran.err);
        }
    }
}
