//! What tests of operators compare with a cluster is no manifest.

use crate::harness::{Folder, podpat};

/// Some fields of an object, as an expectation has them.
const PART: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n";
const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n";
const CHAINSAW: &str = "apiVersion: chainsaw.kyverno.io/v1alpha1\nkind: Test\nmetadata: {name: web}\nspec:\n  steps:\n  \
                        - try:\n    - apply: {file: config.yaml}\n    - assert: {file: up.yaml}\n    - error: {file: \
                        ../gone.yaml}\n    catch:\n    - patch: {file: more.yaml}\n    cleanup:\n    - apply: {file: \
                        last.yaml}\n";

/// The exit code, what was printed and what was noted of these files.
fn lint(files: &[(&str, &str)], names: &[&str]) -> (u8, String, String) {
    let dir = Folder::with(files);
    let names = names.iter().map(|name| dir.at(name).into_os_string());
    let flags = ["lint", "--select=validity", "--ignore=unknown-api", "-o", "short", "--no-config"].map(Into::into);
    let ran = podpat(flags.into_iter().chain(names));
    let short = |text: &str| text.replace(&format!("{}/", dir.path().display()), "");
    (ran.code, short(&ran.out), short(&ran.err))
}

#[test]
fn what_chainsaw_compares_or_patches_is_skipped() {
    let files = [
        ("a/chainsaw-test.yaml", CHAINSAW),
        ("a/config.yaml", CONFIG),
        ("a/up.yaml", PART),
        ("a/more.yaml", PART),
        ("gone.yaml", PART),
    ];
    let (code, out, err) = lint(&files, &[""]);
    assert_eq!((code, &*out), (0, ""), "{err}");
    assert!(err.contains("a/up.yaml: skipped: `a/chainsaw-test.yaml` compares it with the cluster"), "{err}");
    // One file alone, as a hook names it.
    let (_, out, err) = lint(&files, &["a/up.yaml", "a/config.yaml"]);
    assert!(out.is_empty() && err.contains("chainsaw-test.yaml` compares it"), "{out}{err}");
    // What no test names is an object.
    let (code, out, _) = lint(&[("a/chainsaw-test.yaml", CHAINSAW), ("a/b/up.yaml", PART)], &[""]);
    assert!(code == 1 && out.contains("a/b/up.yaml"), "{out}");
}

#[test]
fn what_chainsaw_applies_from_its_own_folder_is_skipped() {
    let test = |file: &str| CHAINSAW.replace("last.yaml", &format!("\"{file}\""));
    let of = |file: &str, names: &[&str]| {
        let (test, file) = (test(file), format!("a/{}", file.replace('*', "last")));
        lint(&[("a/chainsaw-test.yaml", &test), (&plain(&file), PART), ("a/b/own.yaml", CONFIG)], names)
    };
    for file in ["last.yaml", "b/last.yaml", "./last.yaml", "*.yaml", "b/*.yaml"] {
        let (code, out, err) = of(file, &[""]);
        assert_eq!((code, &*out), (0, ""), "{file}: {err}");
        assert!(err.contains("last.yaml: skipped: an input of the test `a/chainsaw-test.yaml`"), "{file}: {err}");
    }
    // What lies elsewhere is what is tested, and what the user names is judged.
    let (code, out, _) = of("../last.yaml", &[""]);
    assert!(code == 1 && out.contains("last.yaml"), "{out}");
    let (code, out, _) = of("last.yaml", &["a/last.yaml"]);
    assert!(code == 1 && out.contains("a/last.yaml"), "{out}");
    let (code, out, _) = of("b/*.yml", &["a/b"]);
    assert!(code == 1 && out.contains("last.yml"), "{out}");
}

/// A path without `..` and `.`.
fn plain(path: &str) -> String {
    path.replace("a/../", "").replace("./", "")
}

#[test]
fn what_kuttl_compares_is_skipped() {
    let files =
        [("00-assert.yaml", PART), ("01-errors.yaml", PART), ("12-assert-scaled.yaml", PART), ("b.yaml", CONFIG)];
    let (code, out, err) = lint(&files, &[""]);
    assert_eq!((code, &*out), (0, ""), "{err}");
    assert!(err.contains("00-assert.yaml: skipped: kuttl compares it with the cluster"), "{err}");
    let steps = [("00-assert.yaml", PART), ("00-install.yaml", PART)];
    let (code, out, err) = lint(&steps, &[""]);
    assert_eq!((code, &*out), (2, ""), "{err}");
    assert!(err.contains("00-install.yaml: skipped: an input of a test of kuttl"), "{err}");
    assert!(lint(&steps, &["00-install.yaml"]).1.contains("00-install.yaml"));
    for name in ["00-install.yaml", "assert.yaml", "00-assertion.yaml", "00assert.yaml"] {
        let (code, out, _) = lint(&[(name, PART)], &[""]);
        assert!(code == 1 && out.contains(name), "{name}: {out}");
    }
}

#[test]
fn expressions_of_chainsaw_are_placeholders() {
    let map = |name: &str| format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: \"{name}\"}}\n");
    for name in ["($namespace)", "(join('-', [$namespace, 'web']))"] {
        let (code, out, err) = lint(&[("a.yaml", &map(name))], &[""]);
        assert_eq!((code, &*out), (0, ""), "{err}");
        assert!(err.contains(&format!("expressions of chainsaw such as `{name}`")), "{err}");
    }
    assert!(lint(&[("a.yaml", &map("(web)"))], &[""]).1.contains("invalid-value"));
}
