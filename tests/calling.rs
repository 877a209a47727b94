//! How podpat is called: as a plugin of kubectl, for its version, and quietly.

use crate::harness::{Folder, podpat, podpat_on};

/// Runs podpat under another name, in memory.
fn called(name: &str, args: &[&str]) -> (String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let argv = std::iter::once(name).chain(args.iter().copied()).map(std::ffi::OsString::from);
    let _ =
        podpat::internals::cli::run(argv, &mut podpat::internals::commands::Streams::new(&b""[..], &mut out, &mut err));
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (text(out), text(err))
}

#[test]
fn a_plugin_of_kubectl_goes_by_that_name() {
    for name in ["kubectl-podpat", "/usr/local/bin/kubectl-podpat", "kubectl-podpat.exe"] {
        let (out, _) = called(name, &["lint", "--help"]);
        assert!(out.contains("Usage: kubectl podpat lint [OPTIONS]"), "{name}: {out}");
        let (_, err) = called(name, &["lint", "--no-such-flag"]);
        assert!(err.contains("Usage: kubectl podpat lint"), "{name}: {err}");
    }
    assert!(called("/usr/bin/podpat", &["lint", "--help"]).0.contains("Usage: podpat lint [OPTIONS]"));
}

#[test]
fn the_version_is_told() {
    let text = podpat(["version"]).out;
    assert!(text.starts_with(&format!("podpat {} (", env!("CARGO_PKG_VERSION"))), "{text}");
    let json = podpat(["version", "-o", "json"]).json();
    assert_eq!((&json["version"], &json["podpat"]), (&1.into(), &env!("CARGO_PKG_VERSION").into()));
    assert_eq!(json["kubernetes"], serde_json::json!({"oldest": "1.25", "latest": "1.36"}));
    assert_eq!(json["rules"], podpat::internals::lint::rules::all().len());
}

#[test]
fn quiet_leaves_out_notes_and_no_errors() {
    let folder = Folder::with(&[
        ("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"),
        ("b.yaml", "a: {{ .Values.a }}\n"),
    ]);
    let path = folder.name("");
    assert!(podpat(["lint", &path]).err.contains("template"));
    for quiet in ["-q", "--quiet"] {
        let ran = podpat(["lint", quiet, &path]);
        assert_eq!((ran.code, &*ran.err), (0, ""), "{quiet}");
    }
    let ran = podpat_on("", ["lint", "-q", "-"]);
    assert!(ran.code == 2 && ran.err.contains("nothing to check"), "{}", ran.err);
    assert_eq!(podpat(["lint", "-q", "-v", &path]).code, 2);
}
