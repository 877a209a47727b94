//! Patches of kustomize are no manifests.

use crate::harness::{Folder, podpat};

const PATCH: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n";
/// Wrong also once kustomize has filled in what is missing.
const WRONG: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replica: 3}\n";
const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n";

/// The exit code, what was printed and what was noted of a folder with these files.
fn lint(files: &[(&str, &str)], names: &[&str]) -> (u8, String, String) {
    let dir = Folder::with(files);
    let names = names.iter().map(|name| dir.at(name).into_os_string());
    let flags = ["lint", "--select=validity", "-o", "short", "--no-config"].map(Into::into);
    let ran = podpat(flags.into_iter().chain(names));
    let short = |text: &str| text.replace(&format!("{}/", dir.path().display()), "");
    (ran.code, short(&ran.out), short(&ran.err))
}

#[test]
fn patches_are_skipped_with_a_note() {
    let kustomizations = [
        "patches: [{path: patch.yaml}, {patch: 'a: b'}, {path: gone.yaml}]",
        "patches:\n- target: {kind: Deployment}\n  path: ./../prod/patch.yaml\n",
        "patchesStrategicMerge:\n- patch.yaml\n- |-\n  apiVersion: v1\n  kind: Pod\n",
        "patchesJson6902: [{path: patch.yaml}]",
        "patches: [patch.yaml]",
    ];
    for kustomization in kustomizations {
        let files =
            [("prod/kustomization.yaml", kustomization), ("prod/patch.yaml", PATCH), ("prod/config.yaml", CONFIG)];
        let (code, out, err) = lint(&files, &[""]);
        assert_eq!((code, &*out), (0, ""), "{kustomization}");
        assert!(err.starts_with("prod/kustomization.yaml: a patch that kustomize applies was skipped;"), "{err}");
        assert!(err.contains("kubectl kustomize ") && err.contains("prod | podpat lint -`"), "{err}");
    }
}

#[test]
fn a_kustomization_without_an_ending_counts() {
    let files = [("Kustomization", "patches: [{path: sub/more.yaml}]"), ("sub/more.yaml", PATCH), ("a.yaml", CONFIG)];
    let (code, out, err) = lint(&files, &[""]);
    assert_eq!((code, &*out), (0, ""), "{err}");
    assert!(err.starts_with("Kustomization: a patch that kustomize applies was skipped;"), "{err}");
}

/// As `kubebuilder` leaves them: the kustomization has them in comments.
#[test]
fn patches_that_nobody_applies_are_skipped_by_name() {
    let crd = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b.c}\n";
    let own = "resources: [bases/a.yaml, base-patch.yaml]\n";
    let files = [
        ("crd/kustomization.yaml", own),
        ("crd/patches/webhook_in_a.yaml", crd),
        ("crd/manager_config_patch.yaml", PATCH),
        ("crd/config.yaml", CONFIG),
    ];
    let (code, out, err) = lint(&files, &[""]);
    assert_eq!((code, &*out, err.lines().count()), (0, "", 2), "{err}");
    assert!(err.contains("manager_config_patch.yaml: skipped: this is a patch by its name"), "{err}");
    // A resource, a file that the user named, one of another name, and one without a kustomization.
    for (name, named) in
        [("crd/base-patch.yaml", ""), ("crd/a-patch.yaml", "crd/a-patch.yaml"), ("crd/dispatch.yaml", "")]
    {
        let (code, out, _) = lint(&[("crd/kustomization.yaml", own), (name, WRONG)], &[named]);
        assert!(code == 1 && out.contains(name), "{name}: {out}");
    }
    assert_eq!(lint(&[("patch.yaml", PATCH)], &[""]).0, 1);
}

/// As `kubectl patch --patch-file` takes them, and kustomizations that stand elsewhere.
#[test]
fn parts_of_workloads_are_skipped_unless_they_are_named() {
    let of = |spec: &str| format!("apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec: {spec}\n");
    let labelled =
        "{template: {metadata: {labels: {a: b}}, spec: {containers: [{name: web, env: [{name: A, value: b}]}]}}}";
    for part in ["{template: {spec: {nodeSelector: {disk: ssd}}}}", labelled] {
        let files = [("web.yaml", &*of(part)), ("config.yaml", CONFIG)];
        let (code, out, err) = lint(&files, &[""]);
        assert_eq!((code, &*out), (0, ""), "{part}: {err}");
        assert!(err.contains("Deployment web is a patch, or no more than a name"), "{err}");
        assert_eq!(lint(&files, &["web.yaml"]).0, 1, "{part}");
    }
    assert_eq!(lint(&[("web.yaml", WRONG)], &[""]).0, 1, "what a part itself says is judged");
    let deleted = "$patch: delete\napiVersion: batch/v1\nkind: Job\nmetadata: {name: setup}\n";
    let (code, out, err) = lint(&[("gone.yaml", deleted), ("config.yaml", CONFIG)], &[""]);
    assert!(code == 0 && err.contains("Job setup is a patch"), "{out}{err}");
    let name = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n";
    let (code, out, err) = lint(&[("cleanup.yaml", name), ("config.yaml", CONFIG)], &[""]);
    assert!(code == 0 && err.contains("Deployment web is a patch, or no more than a name"), "{out}{err}");
    assert_eq!(lint(&[("cleanup.yaml", name)], &["cleanup.yaml"]).0, 1);
    let template = "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: web, image: 'nginx:1'}]}}";
    let imageless = template.replace(", image: 'nginx:1'", "");
    for wrong in [format!("{{{template}}}"), format!("{{selector: {{matchLabels: {{a: b}}}}, {imageless}}}")] {
        assert_eq!(lint(&[("web.yaml", &*of(&wrong))], &[""]).0, 1, "{wrong}");
    }
}

#[test]
fn what_kustomize_fills_in_is_not_missing() {
    let binding = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}\nsubjects: [{kind: ServiceAccount, name: $(account)}]\n";
    let web = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec: {containers: [{name: web, image: 'nginx:1'}]}\n";
    let files = [
        ("base/kustomization.yaml", "resources: [a.yaml, web.yaml]\nnamespace: shop\nlabels: [{pairs: {a: b}}]\n"),
        ("base/a.yaml", binding),
        ("base/web.yaml", web),
    ];
    for names in [&[""][..], &["base/a.yaml", "base/web.yaml"]] {
        let (code, out, err) = lint(&files, names);
        assert_eq!((code, &*out, err.lines().count()), (0, "", 2), "{err}");
        assert!(err.contains("base/web.yaml: 2 findings about what kustomize fills in left out; check"), "{err}");
        assert!(err.contains("base | podpat lint -`"), "{err}");
    }
    // `replacements` put the values of other objects there.
    let claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\nspec:\n  accessModes: [ReadWriteOnce]\n  storageClassName: TO_REPLACE\n  resources: {requests: {storage: TO_REPLACE}}\n";
    let replaced = [("base/kustomization.yaml", "resources: [a.yaml]\n"), ("base/a.yaml", claim)];
    let (code, out, err) = lint(&replaced, &[""]);
    assert_eq!((code, &*out), (0, ""), "{err}");
    assert!(err.contains("base/a.yaml: 2 findings about what kustomize fills in left out; check"), "{err}");
    assert_eq!(lint(&replaced[1..], &[""]).0, 1);
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web.SUFFIX}\nspec: {ports: [{port: 80}]}\n";
    for (text, code) in [(service.to_owned(), 0), (service.replace("SUFFIX", "Suffix"), 1)] {
        assert_eq!(lint(&[replaced[0], ("base/a.yaml", &*text)], &[""]).0, code, "{text}");
    }
    // One that was left out of the kustomization.
    let beside = [("base/kustomization.yaml", "resources: [a.yaml]\n"), ("base/web.yaml", web)];
    assert_eq!(lint(&beside, &[""]).0, 0);
    assert_eq!(lint(&beside, &["base/web.yaml"]).0, 1);
    let namespace = ("base/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: _}\n");
    assert_eq!(lint(&[files[0], namespace], &[""]).0, 0);
    let wrong = web.replace("spec:\n", "spec:\n  replica: 3\n");
    let files = [files[0], ("base/web.yaml", &*wrong)];
    let (code, out, _) = lint(&files, &[""]);
    assert!(code == 1 && out.contains("replica") && !out.contains("selector"), "{out}");
    assert!(lint(&[("base/web.yaml", web)], &[""]).1.contains("selector"));
}

#[test]
fn other_files_are_judged() {
    let resources = "resources: [web.yaml]\npatches: [{patch: web.yaml}]\npatchesStrategicMerge: {a: web.yaml}\n";
    let flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\npatches: [{path: web.yaml}]\n";
    let odd = ["patches: web.yaml", "[", "patches: [{path: [a]}]"];
    for kustomization in odd.into_iter().chain([resources, flux]) {
        let (code, out, err) = lint(&[("kustomization.yaml", kustomization), ("web.yaml", WRONG)], &[""]);
        assert_eq!(code, 1, "{kustomization}: {out}");
        assert!(out.contains("web.yaml") && !err.contains("web.yaml: skipped"), "{kustomization}: {out}{err}");
    }
    // A hook names the patch alone.
    let files =
        [("kustomization.yml", "patches: [{path: patch.yaml}]"), ("patch.yaml", PATCH), ("config.yaml", CONFIG)];
    let (code, out, err) = lint(&files, &["patch.yaml", "config.yaml"]);
    assert_eq!((code, &*out), (0, ""));
    assert!(
        err.starts_with("patch.yaml: skipped: `") && err.contains("kustomization.yml` applies it as a patch;"),
        "{err}"
    );
    let deep = [("kustomization.yml", "patches: [{path: patches/a/patch.yaml}]"), ("patches/a/patch.yaml", PATCH)];
    let (code, _, err) = lint(&deep, &["patches/a/patch.yaml"]);
    assert!(code == 2 && err.contains("applies it as a patch"), "{err}");
    assert_eq!(lint(&[("kustomization.yml", "resources: [patch.yaml]"), ("patch.yaml", WRONG)], &["patch.yaml"]).0, 1);
    let (code, _, err) = lint(&files, &["kustomization.yml"]);
    assert!(code == 2 && err.contains("this is a kustomization; check the rendered manifests"), "{err}");
    let (code, _, err) = lint(&files, &["patch.yaml", "kustomization.yml"]);
    assert_eq!(code, 2);
    assert!(err.contains("skipped") && err.contains("nothing to check"), "{err}");
}

/// What `lint` passes over is no Pod for `inspect` either.
#[test]
fn inspect_reads_what_lint_reads() {
    let dir = Folder::new();
    let pods = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: [{{name: c, image: nginx}}]}}\n"
        )
    };
    let template = "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Values.name }}}\nspec: {containers: [{name: c, image: {{ .Values.image }}}]}\n";
    let patch = format!("{PATCH}  template: {{spec: {{containers: [{{name: c, image: nginx}}]}}}}\n")
        .replace("spec: {replicas: 3}", "spec:");
    for (name, text) in [
        ("kustomization.yaml", "patches: [{path: patch.yaml}]\n"),
        ("patch.yaml", &*patch),
        ("pod.yaml", &*pods("shown")),
        ("chart/template.yaml", template),
        ("old/pod.yaml", &*pods("excluded")),
        (".podpat.yaml", "exclude: old/\n"),
        ("values.yaml", "image: nginx\n"),
    ] {
        dir.write(name, text);
    }
    let inspect = |flags: &[&str]| {
        let path = dir.name("");
        podpat(["inspect", "-ojson"].iter().chain(flags).map(ToString::to_string).chain([path]))
    };
    let names = |ran: &crate::harness::Ran| {
        let pods = ran.json()["pods"].as_array().expect("pods").clone();
        pods.iter().map(|pod| pod["object"]["name"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let ran = inspect(&[]);
    assert_eq!((ran.code, names(&ran)), (0, vec!["shown".to_owned()]), "{}", ran.err);
    assert!(ran.err.contains("is a template and was skipped") && ran.err.contains("| podpat inspect -"), "{}", ran.err);
    assert!(
        ran.err.contains("a patch that kustomize applies was skipped") && !ran.err.contains("values"),
        "{}",
        ran.err
    );
    assert_eq!(names(&inspect(&["--no-config"])), ["excluded", "shown"]);
}
