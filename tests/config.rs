//! `.podpat.yaml`: where it is found, what it changes, and what is wrong with it.

use std::fs;

use crate::harness::{Folder, Ran, podpat};

const BAD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {contianers: [], containers: [{name: a, image: b, tty: maybe}]}\n";

/// A project with a configuration, `a.yaml` and `old/b.yaml`, linted as a whole.
fn lint(config: &str, flags: &[&str]) -> Ran {
    let folder = Folder::with(&[(".podpat.yaml", config), ("a.yaml", BAD), ("old/b.yaml", BAD)]);
    let path = folder.name("");
    let mut ran = podpat(["lint", "-o", "short", &path].iter().chain(flags));
    ran.out = ran.out.replace(&format!("{path}/"), "");
    ran
}

/// File and rule of each finding.
fn found(config: &str, flags: &[&str]) -> Vec<String> {
    let ran = lint(config, flags);
    assert_ne!(ran.code, 2, "{}", ran.err);
    let short = |line: &str| {
        let (place, rest) = line.split_once(": ").expect("a finding");
        let words: Vec<&str> = rest.split(' ').take(2).collect();
        format!("{} {}", place.split(':').next().unwrap_or_default(), words.join(" "))
    };
    ran.out.lines().map(short).collect()
}

#[test]
fn rules_are_chosen_for_all_and_for_some_files() {
    let all = ["a.yaml error unknown-field", "a.yaml error wrong-type"];
    assert_eq!(found("select: [unknown-field, wrong-type]\npaths: [{files: old/, ignore: all}]\n", &[]), all);
    assert_eq!(found("select: wrong-type\nexclude: ['old/**']\n", &[]), all[1..]);
    assert_eq!(
        found("select: wrong-type\npaths: [{files: [old], select: [unknown-field], ignore: wrong-type}]\n", &[]),
        ["a.yaml error wrong-type", "old/b.yaml error unknown-field"]
    );
    // What the command line selects takes the place of what the configuration does; what files are spared stays.
    assert_eq!(found("ignore: [validity]\npaths: [{files: old/, ignore: all}]\n", &["--select=wrong-type"]), all[1..]);
    assert_eq!(found("select: wrong-type\n", &["--no-config", "--select=unknown-field", "--ignore=all"]), [""; 0]);
}

/// A hook names every file that changed.
#[test]
fn what_is_excluded_is_passed_over_even_if_it_is_named() {
    let config = "exclude: old.yaml\nselect: wrong-type\n";
    let folder = Folder::with(&[(".podpat.yaml", config), ("a.yaml", BAD), ("old.yaml", BAD)]);
    let names = ["a.yaml", "old.yaml"].map(|name| folder.name(name));
    let ran = podpat(["lint", "-oshort", &names[0], &names[1]]);
    assert_eq!((ran.code, ran.out.lines().count()), (1, 1), "{}", ran.out);
    assert_eq!(
        ran.err,
        format!("{}: skipped: the configuration excludes it; `--no-config` ignores the configuration\n", names[1])
    );
    assert_eq!(podpat(["lint", &names[1]]).code, 2, "there is nothing to check");
    assert_eq!(podpat(["lint", &names[1], "--no-config"]).code, 1);
}

#[test]
fn severities_and_the_threshold_can_be_set() {
    let config = "select: [wrong-type]\nexclude: old\nseverity: {wrong-type: info}\n";
    assert_eq!(found(config, &[]), ["a.yaml info wrong-type"]);
    assert_eq!(lint(config, &[]).code, 0);
    assert_eq!(lint(&format!("{config}failOn: info\n"), &[]).code, 1);
    assert_eq!(lint(&format!("{config}failOn: info\n"), &["--fail-on=error"]).code, 0);
    assert_eq!(lint("severity: {validity: info}\n", &["--select=validity"]).code, 0);
}

#[test]
fn the_nearest_configuration_above_a_file_counts() {
    let folder = Folder::with(&[(".podpat.yaml", "ignore: all\n"), ("x/y/a.yaml", BAD)]);
    let path = folder.name("x/y/a.yaml");
    assert_eq!(podpat(["lint", &path]).out, "1 object in 1 file, nothing found\n");
    folder.write("x/y/.podpat.yaml", "select: wrong-type\n");
    assert_eq!(podpat(["lint", "-o", "short", &path]).out.lines().count(), 1);
    let other = folder.name(".podpat.yaml");
    assert_eq!(podpat(["lint", &path, "--config", &other]).code, 0);
    assert_eq!(podpat(["lint", &path, "--config", "nowhere.yaml"]).code, 2);
}

#[test]
fn a_file_named_without_a_folder_has_the_configuration_beside_it() {
    let folder = Folder::with(&[(".podpat.yaml", "select: wrong-type\n"), ("a.yaml", BAD)]);
    for name in ["a.yaml", "./a.yaml", ".", "-"] {
        let mut podpat = std::process::Command::new(env!("CARGO_BIN_EXE_podpat"));
        let text = fs::File::open(folder.at("a.yaml")).expect("a file");
        let output = podpat.args(["lint", "-o", "short", name]).current_dir(folder.path()).stdin(text).output();
        let out = String::from_utf8(output.expect("podpat runs").stdout).expect("a text");
        assert!(out.lines().count() == 1 && out.contains("wrong-type"), "{name}: {out}");
    }
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    let cases = [
        ("slect: [all]\n", "unknown key `slect`", "did you mean `select`?"),
        ("select: [unknown-feild]\n", "there is no rule, category or preset `unknown-feild`", "unknown-field"),
        ("severity: {wrong-type: fatal}\n", "`fatal` is not a severity", ""),
        ("severity: {wrong-tpye: error}\n", "there is no rule, category or preset `wrong-tpye`", "did you mean"),
        ("rules: {wrong-type: {most: 1}}\n", "unknown setting of `wrong-type`: `most`", "there are none"),
        ("paths: [{ignore: all}]\n", "has no `files`", "legacy/**"),
        ("paths: [{files: x, failOn: error}]\n", "unknown key `failOn`", ""),
        ("exclude: [1]\n", "a pattern must be a string", ".gitignore"),
        ("failOn: sometimes\n", "`sometimes` is not a severity", ""),
        ("- select\n", "expected a mapping", "key: value"),
        ("select: [a\n", "never closed", ""),
        ("select: all\nselect: all\n", "duplicate key", "once"),
    ];
    for (config, message, help) in cases {
        let ran = lint(config, &[]);
        assert_eq!((ran.code, &*ran.out), (2, ""), "{config}");
        let err = ran.err.replace("\n  │ ", " ").replace("\n        ", " ");
        assert!(err.contains(message) && err.contains(help) && err.contains(".podpat.yaml:"), "{config}{err}");
    }
    // All of them at once.
    let ran = lint("slect: [all]\nfailOn: x\n", &[]);
    assert!(ran.err.contains("slect") && ran.err.contains("`x` is not a severity"), "{}", ran.err);
}
