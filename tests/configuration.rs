//! Configurations that extend others, switch rules off, and are described by a schema and a page.

use std::fs;
use std::path::Path;

use podpat::internals::config::keys::{FILES, KEYS, Key};
use serde_json::Value as Json;

use crate::harness::{Project, podpat};

const BAD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {contianers: [], containers: [{name: a, image: b, tty: maybe}]}\n";

/// A project with `a.yaml`, `old/b.yaml` and configurations.
fn project(configurations: &[(&str, &str)]) -> Project {
    Project::new([("a.yaml", BAD), ("old/b.yaml", BAD)].into_iter().chain(configurations.iter().copied()))
}

/// File, severity and rule of each finding.
fn found(project: &Project, args: &[&str]) -> Vec<String> {
    let ran = project.podpat(["lint", "-oshort", "a.yaml", "old"].iter().chain(args));
    assert_ne!(ran.code, 2, "{}", ran.err);
    let short = |line: &str| {
        let words: Vec<&str> = line.split(' ').take(3).collect();
        format!("{} {} {}", words[0].split(':').next().unwrap_or_default(), words[1], words[2])
    };
    ran.out.lines().map(short).collect()
}

#[test]
fn off_leaves_a_rule_out() {
    let of = |config: &str, args: &[&str]| found(&project(&[(".podpat.yaml", config)]), args);
    let select = "select: [unknown-field, wrong-type]\n";
    let both = |severity: &str, rule: &str| ["a.yaml", "old/b.yaml"].map(|file| format!("{file} {severity} {rule}"));
    assert_eq!(of(&format!("{select}severity: {{unknown-field: off}}\n"), &[]), both("error", "wrong-type"));
    assert_eq!(
        of(&format!("{select}severity: {{validity: off, wrong-type: warning}}\n"), &[]),
        both("warning", "wrong-type"),
        "the last entry that covers a rule counts"
    );
    assert_eq!(of(&format!("{select}severity: {{wrong-type: warning, validity: off}}\n"), &[]), [""; 0]);
    assert_eq!(
        of("severity: {latest-image: error, validity: off}\n", &["--select=wrong-type"]),
        both("error", "wrong-type")
    );
    let section =
        format!("{select}severity: {{unknown-field: off}}\npaths: [{{files: old, severity: {{wrong-type: off}}}}]\n");
    assert_eq!(of(&section, &[]), ["a.yaml error wrong-type"]);
}

#[test]
fn what_a_configuration_says_counts_more_than_what_it_extends() {
    let base = "select: [unknown-field, wrong-type]\nseverity: {wrong-type: info}\nfailOn: never\n";
    let of = |own: &str| {
        let project = project(&[("policy/base.yaml", base), (".podpat.yaml", own)]);
        let code = project.podpat(["lint", "-oshort", "a.yaml"]).code;
        (code, found(&project, &["--ignore=missing-field"]))
    };
    let only_a = |own: &str| {
        let (code, found) = of(own);
        (code, found.into_iter().filter(|line| line.starts_with("a.yaml")).collect::<Vec<_>>())
    };
    let expect = |words: &[&str]| words.iter().map(|word| format!("a.yaml {word}")).collect::<Vec<_>>();
    let base = "extends: policy/base.yaml\n";
    assert_eq!(only_a(base), (0, expect(&["error unknown-field", "info wrong-type"])));
    assert_eq!(only_a(&format!("{base}failOn: info\n")).0, 1);
    assert_eq!(only_a(&format!("{base}ignore: unknown-field\n")).1, expect(&["info wrong-type"]));
    assert_eq!(
        only_a(&format!("{base}severity: {{wrong-type: error}}\nselect: wrong-type\n")).1,
        expect(&["error wrong-type"])
    );
    assert_eq!(only_a("extends: [policy/base.yaml]\nselect: unknown-field\n").1, expect(&["error unknown-field"]));
}

#[test]
fn several_may_be_extended_and_each_names_files_from_its_own_folder() {
    let project = project(&[
        ("policy/base.yaml", "select: [unknown-field, wrong-type]\npaths: [{files: '../old', ignore: all}]\n"),
        ("policy/more.yaml", "extends: base.yaml\nignore: unknown-field\n"),
        ("policy/last.yml", "ignore: syntax-error\n"),
        (".podpat.yaml", "extends: [policy/more.yaml, policy/last.yml]\npaths: [{files: old, ignore: all}]\n"),
    ]);
    assert_eq!(found(&project, &[]), ["a.yaml error wrong-type"]);
    // `exclude` adds up.
    project.write("policy/last.yml", "exclude: nothing\n");
    project.write(".podpat.yaml", "extends: [policy/more.yaml, policy/last.yml]\nexclude: old\n");
    assert_eq!(found(&project, &[]), ["a.yaml error wrong-type"]);
    let named = project.podpat(["lint", "-oshort", "a.yaml", "--config", "policy/more.yaml"]);
    assert_eq!(named.out.lines().count(), 1, "{}", named.out);
}

#[test]
fn a_way_that_leads_nowhere_is_shown_where_it_is_named() {
    let long = (0..21).map(|at| (format!("c{at}.yaml"), format!("extends: c{}.yaml\n", at + 1))).collect::<Vec<_>>();
    let long: Vec<(&str, &str)> = long.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let cases: [(&str, &[(&str, &str)]); 8] = [
        ("missing", &[(".podpat.yaml", "select: all\nextends: policy/bsae.yaml\n")]),
        ("itself", &[(".podpat.yaml", "extends: .podpat.yaml\n")]),
        (
            "circle",
            &[
                (".podpat.yaml", "extends: b.yaml\n"),
                ("b.yaml", "extends: [./c.yaml]\n"),
                ("c.yaml", "extends: ./b.yaml\n"),
            ],
        ),
        ("folder", &[(".podpat.yaml", "extends: policy.yaml\n"), ("policy.yaml/x", "")]),
        ("no configuration", &[(".podpat.yaml", "extends: secret\n"), ("secret", "token: x\n")]),
        ("number", &[(".podpat.yaml", "extends: [1]\n")]),
        ("mistake behind", &[(".podpat.yaml", "extends: b.yaml\n"), ("b.yaml", "slect: all\n")]),
        ("long", &[&[(".podpat.yaml", "extends: c0.yaml\n")][..], &long].concat()),
    ];
    for (name, files) in cases {
        let ran = project(files).podpat(["lint", "a.yaml"]);
        assert_eq!((ran.code, &*ran.out), (2, ""), "{name}");
        insta::assert_snapshot!(format!("extends_{}", name.replace(' ', "_")), ran.err);
    }
}

fn schema() -> jsonschema::Validator {
    jsonschema::validator_for(&podpat(["schema", "--config"]).json()).expect("a schema")
}

fn read(text: &str) -> Json {
    serde_yaml::from_str(text).expect("YAML")
}

#[test]
fn the_schema_takes_what_podpat_takes() {
    let schema = schema();
    let setting =
        podpat::internals::lint::rules::all().iter().find_map(|rule| Some((rule.id, rule.settings.first()?.name)));
    let (rule, setting) = setting.expect("a rule with a setting");
    let settings = format!("rules: {{{rule}: {{{setting}: 3}}, wrong-type: {{}}, syntax-error: null}}\n");
    for text in [
        "{}",
        "null",
        "select: all",
        "select: [default, security, unknown-field]\nignore: [wrong-type]\n",
        "ignore: null\nselect: null\nseverity: null\nrules: null\nexclude: null\npaths: null\nextends: null\n",
        "severity: {validity: warning, wrong-type: off}",
        &settings,
        "paths: [{files: old, select: wrong-type, ignore: [all], severity: {all: info}, kubernetesVersion: '1.29'}]",
        "paths: {files: ['*.gen.yaml', '!a/**']}",
        "exclude: [a, b/**]\nfailOn: never\n",
        "kubernetesVersion: 1.30",
        "kubernetesVersion: v1.36.2",
        "extends: base.yaml\nbaseline: known.json\n",
        "extends: [base.yaml, base.yaml]\n",
    ] {
        let project =
            project(&[(".podpat.yaml", text), ("base.yaml", ""), ("known.json", r#"{"version":1,"findings":[]}"#)]);
        let ran = project.podpat(["lint", "a.yaml"]);
        assert_ne!(ran.code, 2, "{text}: {}", ran.err);
        let errors: Vec<String> = schema.iter_errors(&read(text)).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{text}: {errors:?}");
    }
}

#[test]
fn the_schema_refuses_what_podpat_refuses() {
    let schema = schema();
    for text in [
        "[all]",
        "slect: all",
        "select: unknown-feild",
        "select: [[all]]",
        "severity: {wrong-type: fatal}",
        "severity: {wrong-tpye: error}",
        "severity: [wrong-type]",
        "rules: {wrong-type: {most: 1}}",
        "rules: {wrong-tpye: {}}",
        "rules: all",
        "paths: [{ignore: all}]",
        "paths: [{files: x, failOn: error}]",
        "paths: [{files: x, extends: base.yaml}]",
        "exclude: [1]",
        "failOn: sometimes",
        "failOn: [error]",
        "kubernetesVersion: 1.24",
        "kubernetesVersion: latest",
        "baseline: [known.json]",
        "baseline: ''",
        "extends: {a: b}",
        "patterns: [{git: 'git@h:a'}]",
        "patterns: [{git: 'git@h:a', ref: main, folder: a}]",
        "patterns: git@h:a",
        "registry: [m.example.com]",
        "registry: ''",
        "registry: {docker.io: [a]}",
    ] {
        let project = project(&[(".podpat.yaml", text), ("base.yaml", "")]);
        assert_eq!(project.podpat(["lint", "a.yaml"]).code, 2, "{text}");
        assert!(!schema.is_valid(&read(text)), "{text}");
    }
}

#[test]
fn catalogue_images_come_from_the_registry_of_the_configuration() {
    let app = "name: app\nmain: app:1\nadapter: statsd-exporter\n";
    let queue = "name: work\nmain: {image: 'work:1', command: [work]}\nqueue: {redis: new}\n";
    let images = |config: &str, description: &str| {
        let project = Project::new([(".podpat.yaml", config), ("app.podpat.yaml", description)]);
        let ran = project.podpat(["generate", "app.podpat.yaml"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let lines = ran.out.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("image: "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let mirror = "registry: m.example.com/hub\n";
    assert_eq!(images(mirror, app), ["m.example.com/hub/prom/statsd-exporter:v0.30.0", "app:1"]);
    assert_eq!(images("registry: {docker.io: m:5000}\n", app), ["m:5000/prom/statsd-exporter:v0.30.0", "app:1"]);
    assert_eq!(images("registry: {quay.io: m:5000}\n", app), ["prom/statsd-exporter:v0.30.0", "app:1"]);
    // What a description says counts more, and nothing is something, too.
    assert_eq!(
        images(mirror, &format!("{app}registry: other.example.com\n"))[0],
        "other.example.com/prom/statsd-exporter:v0.30.0"
    );
    assert_eq!(images(mirror, &format!("{app}registry: null\n"))[0], "prom/statsd-exporter:v0.30.0");
    let all = images(mirror, queue);
    assert_eq!(
        all.iter().filter(|image| image.starts_with("m.example.com/hub/library/")).count(),
        all.len() - 1,
        "{all:?}"
    );
    let project = Project::new([(".podpat.yaml", mirror), ("a.yaml", MANIFEST)]);
    let added = project.podpat(["add", "a.yaml", "--adapter", "statsd-exporter"]);
    assert!(added.out.contains("image: m.example.com/hub/prom/statsd-exporter"), "{}{}", added.out, added.err);
    let wrong = Project::new([(".podpat.yaml", "registry: 'a b'\n"), ("app.podpat.yaml", app)])
        .podpat(["generate", "app.podpat.yaml"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    assert!(wrong.err.contains("this is no registry") && wrong.err.contains(".podpat.yaml:1:11"), "{}", wrong.err);
}

/// A manifest to add helpers to.
const MANIFEST: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: app}\nspec:\n  containers:\n  - name: app\n    image: app:1\n";

#[test]
fn the_page_lists_every_key() {
    let start = "<!-- the keys: written by `just bless` -->\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let page = fs::read_to_string(&path).expect("the page");
    let (head, rest) = page.split_once(start).expect("a place for the keys");
    let (_, tail) = rest.split_once("<!-- end -->\n").expect("the end of the keys");
    let row = |key: &Key| {
        let also = if key.name == FILES.name {
            "only"
        } else if key.in_paths {
            "yes"
        } else {
            ""
        };
        format!("| `{}` | {} | {also} | {} |\n", key.name, key.value.words(), key.help)
    };
    let rows: String = KEYS.iter().map(row).collect();
    let files = row(&FILES);
    let table = format!("| key | type | in `paths` | description |\n|---|---|---|---|\n{rows}{files}");
    let told = format!("{head}{start}{table}<!-- end -->\n{tail}");
    if std::env::var_os("PODPAT_BLESS").is_some() {
        fs::write(&path, told).expect("writes");
    } else {
        assert!(page == told, "docs/configuration.md is out of date: run `just bless`");
    }
}

/// Every block of YAML on the page is a configuration that podpat takes.
#[test]
fn the_examples_of_the_page_are_configurations() {
    let page = include_str!("../docs/configuration.md");
    let blocks: Vec<&str> = page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() >= 3, "{}", blocks.len());
    for block in blocks {
        let files = [
            (".podpat.yaml", block),
            ("policy/podpat.yaml", ""),
            ("podpat-baseline.json", r#"{"version":1,"findings":[]}"#),
        ];
        let ran = project(&files).podpat(["lint", "a.yaml"]);
        assert_ne!(ran.code, 2, "{block}{}", ran.err);
        assert!(schema().is_valid(&read(block)), "{block}");
    }
}
