//! `podpat split`: unrelated containers of a workload become workloads of their own, and none is lost.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use crate::harness::{Folder, podpat, podpat_on};

/// Pods of the corpus that are not taken apart, each with the reason.
const NOT_TAKEN_APART: [(&str, &str); 3] = [
    ("089", "a ReplicationController is not taken apart"),
    ("110", "has two containers `cassandra`"),
    ("141", "share the volume `logs-volume`"),
];

/// Rules that nobody has to select, and that find something in a result by its nature, each with the case.
const BY_NATURE: [(&str, &str); 1] = [
    // What a StatefulSet was not asked for, its Deployment is.
    ("stateful-set.yaml", "too-few-replicas"),
];

/// The files of a folder of the tests.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let is_manifest = |path: &PathBuf| {
        path.extension().is_some_and(|ending| ending == "yaml" || ending == "json") && !path.ends_with("labels.yaml")
    };
    let mut files: Vec<PathBuf> = entries.filter(is_manifest).collect();
    files.sort();
    files
}

/// A case: its name, its text, and the arguments that its second line says.
fn cases() -> impl Iterator<Item = (String, String, Vec<String>)> {
    files("split").into_iter().map(|path| {
        let text = fs::read_to_string(&path).expect("a text");
        let args = text.lines().find_map(|line| line.strip_prefix("# args: ")).unwrap_or_default();
        let args = args.split_whitespace().map(str::to_owned).collect();
        (path.file_name().expect("a name").to_string_lossy().into_owned(), text, args)
    })
}

fn split(text: &str, args: &[String]) -> crate::harness::Ran {
    podpat_on(text, ["split", "-"].into_iter().map(str::to_owned).chain(args.iter().cloned()))
}

/// The rules that find something in a text, and those of them that are of a category.
fn rules(text: &str, args: &[&str]) -> BTreeSet<String> {
    let args = ["lint", "--no-config", "--format=json", "--fail-on=never", "-"].into_iter().chain(args.iter().copied());
    let findings = podpat_on(text, args).json();
    let findings = findings["findings"].as_array().cloned().unwrap_or_default();
    findings.iter().filter_map(|finding| finding["rule"].as_str().map(str::to_owned)).collect()
}

/// The documents of a text.
fn documents(text: &str) -> Vec<Value> {
    if text.trim_start().starts_with('{') {
        let values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        return values.map(|value| value.expect("JSON")).collect();
    }
    let read = serde_yaml::Deserializer::from_str(text);
    read.map(|document| Value::deserialize(document).expect("YAML")).filter(|value| !value.is_null()).collect()
}

/// The containers of all Pods, with their images.
fn containers(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| containers(item, found)),
        Value::Object(map) => {
            for (key, value) in map {
                if matches!(key.as_str(), "containers" | "initContainers" | "ephemeralContainers") {
                    let items = value.as_array().into_iter().flatten();
                    found.extend(items.map(|item| format!("{key} {} {}", item["name"], item["image"])));
                } else {
                    containers(value, found);
                }
            }
        }
        _ => {}
    }
}

fn all_containers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for document in documents(text) {
        containers(&document, &mut found);
    }
    found.sort();
    found
}

/// Asserts that no container is lost or doubled, and that lint finds nothing that it did not find before.
fn assert_sound(name: &str, before: &str, after: &str, expects_unrelated: bool) {
    assert_eq!(all_containers(before), all_containers(after), "{name}\n{after}");
    for args in [&[][..], &["--select=all"]] {
        let (was, is) = (rules(before, args), rules(after, args));
        let is_by_nature = |rule: &&String| BY_NATURE.contains(&(name, rule.as_str()));
        let new: Vec<&String> = is.difference(&was).filter(|rule| !is_by_nature(rule)).collect();
        assert!(new.is_empty(), "{name}: {new:?}\n{after}");
        assert!(expects_unrelated || !is.contains("unrelated-containers"), "{name}\n{after}");
    }
}

#[test]
fn cases_are_taken_apart_as_they_say() {
    for (name, text, args) in cases() {
        let diff = split(&text, &[&args[..], &["--diff".to_owned()]].concat());
        insta::assert_snapshot!(name.as_str(), format!("{}{}exit code {}\n", diff.out, diff.err, diff.code));
        let ran = split(&text, &args);
        match ran.code {
            0 => assert_sound(&name, &text, &ran.out, false),
            code => assert_eq!((code, ran.out.as_str()), (2, ""), "{name}: {}", ran.err),
        }
    }
}

/// The URL has a password, which a note must not show.
#[test]
fn no_note_shows_the_text_of_a_secret() {
    let (_, text, args) = cases().find(|(name, ..)| name == "secret.yaml").expect("the case");
    let ran = split(&text, &args);
    assert!(ran.err.contains("stringData[URL]") && ran.err.contains("data[address]"), "{}", ran.err);
    assert!(["s3cret", "bG9j", "OTHER"].iter().all(|secret| !ran.err.contains(secret)), "{}", ran.err);
    assert!(ran.out.contains(text.split("---").nth(1).expect("the second Secret")), "{}", ran.out);
}

#[test]
fn help_says_what_can_be_decided() {
    insta::assert_snapshot!(podpat(["split", "--help"]).out);
}

#[test]
fn windows_line_breaks_stay() {
    for (name, text, args) in cases() {
        let plain = split(&text, &args);
        let ran = split(&text.replace('\n', "\r\n"), &args);
        assert_eq!(ran.code, plain.code, "{name}: {}", ran.err);
        assert_eq!(ran.out.matches('\n').count(), ran.out.matches("\r\n").count(), "{name}");
        assert_eq!(ran.out.replace("\r\n", "\n"), plain.out, "{name}");
    }
}

#[test]
fn what_was_taken_apart_is_not_taken_apart_again() {
    for (name, text, args) in cases().filter(|(_, _, args)| args.is_empty()) {
        let once = split(&text, &args);
        if once.code == 0 {
            let twice = split(&once.out, &args);
            assert_eq!((twice.code, twice.out.as_str()), (2, ""), "{name}");
            let known = ["there is nothing to take apart", "belong together", "no workload has unrelated containers"];
            let err = twice.err.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
            assert!(known.iter().any(|known| err.contains(known)), "{name}: {err}");
        }
    }
}

/// The workloads with unrelated containers in a text, as `--to` takes them.
fn unrelated(text: &str) -> Vec<String> {
    let findings = podpat_on(
        text,
        ["lint", "--no-config", "--format=json", "--fail-on=never", "--select=unrelated-containers", "-"],
    );
    let findings = findings.json()["findings"].as_array().cloned().unwrap_or_default();
    let shown = |finding: &Value| {
        let part = |field: &str| finding["object"][field].as_str().unwrap_or_default().to_owned();
        format!("{}/{}", part("kind").to_lowercase(), part("name"))
    };
    findings.iter().map(shown).collect()
}

#[test]
fn unrelated_containers_of_the_corpus_are_taken_apart_or_the_reason_is_said() {
    let mut refused = BTreeSet::new();
    let mut count = 0;
    for path in files("corpus") {
        let text = fs::read_to_string(&path).expect("a text");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let all = unrelated(&text);
        for one in &all {
            count += 1;
            let known = NOT_TAKEN_APART.iter().find(|(number, _)| name.starts_with(number));
            let to = if one.starts_with("replicationcontroller") {
                Vec::new()
            } else {
                vec!["--to".to_owned(), one.clone()]
            };
            let ran = split(&text, &to);
            let err = ran.err.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
            match known {
                Some((number, reason)) => {
                    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{name}");
                    assert!(err.contains(reason), "{name}: {err}");
                    refused.insert(*number);
                }
                None => {
                    assert_eq!(ran.code, 0, "{name}: {err}");
                    assert_sound(&name, &text, &ran.out, all.len() > 1);
                    assert!(!unrelated(&ran.out).contains(one), "{name}");
                }
            }
        }
    }
    assert_eq!(refused.len(), NOT_TAKEN_APART.len(), "{refused:?}");
    assert!(count >= 25, "{count}");
}

const SHOP: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: shop, labels: {app: shop}}
spec:
  containers:
    - name: wordpress
      image: wordpress:6.7
      env: [{name: WORDPRESS_DB_HOST, value: \"127.0.0.1:3306\"}]
      ports: [{containerPort: 80}]
    - name: mysql
      image: mysql:8.4
      ports: [{containerPort: 3306}]
";

#[test]
fn mistakes_are_explained_and_nothing_is_printed() {
    let taken = format!(
        "{SHOP}---\napiVersion: v1\nkind: Service\nmetadata: {{name: shop-mysql}}\nspec: {{ports: [{{port: 1}}]}}\n"
    );
    let two = format!("{SHOP}---\n{}", SHOP.replace("shop", "other"));
    let any = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  selector: {}\n  template:\n    metadata: {labels: {app: shop}}\n    spec:\n      containers:\n        - {name: wordpress, image: 'wordpress:6.7'}\n        - {name: mysql, image: 'mysql:8.4'}\n";
    let one = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: 'a:1'}]}\n";
    let signals = SHOP.replace("spec:\n", "spec:\n  shareProcessNamespace: true\n").replace(
        "      ports: [{containerPort: 80}]",
        "      command: [sh, -c, 'pkill -HUP mysqld; apache2-foreground']\n      ports: [{containerPort: 80}]",
    );
    let cases: [(&str, &str, &[&str], &str); 13] = [
        ("a container that is not there", SHOP, &["-c", "web"], "has no container `web`"),
        ("a name for a container that is not there", SHOP, &["--name", "web=x"], "has no container `web`"),
        ("a name without a container", SHOP, &["--name", "x"], "write CONTAINER=NAME"),
        ("a name that no Service may have", SHOP, &["--name", "mysql=My"], "`My`"),
        ("a name that is that of the workload", SHOP, &["--name", "mysql=shop"], "there is a Pod `shop` already"),
        ("a name that a Service has", &taken, &[], "there is a Service `shop-mysql` already"),
        ("no size", SHOP, &["--storage", "much"], "write a number with a unit"),
        ("a size of nothing", SHOP, &["--storage", "0"], "more than nothing"),
        ("two workloads", &two, &[], "there are several workloads"),
        ("a selector that takes any Pod", any, &[], "takes any Pod"),
        ("one container", one, &[], "nothing to take apart"),
        ("nothing", "a: 1\n", &[], "there is no workload"),
        ("signals from one to the other", &signals, &[], "signals mysqld"),
    ];
    for (words, text, args, expected) in cases {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let ran = split(text, &args);
        let err = ran.err.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{words}: {err}");
        assert!(err.contains(expected), "{words}: {err}");
    }
}

#[test]
fn files_are_written_in_place_all_or_none() {
    let folder = Folder::with(&[("shop.yaml", SHOP)]);
    let path = folder.at("shop.yaml");
    let path = path.to_str().expect("UTF-8");
    let printed = podpat(["split", path]);
    assert_eq!(printed.code, 0, "{}", printed.err);
    let ran = podpat(["split", path, "--in-place"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert_eq!(fs::read_to_string(path).expect("a text"), printed.out);
    assert_eq!(split(SHOP, &["--in-place".to_owned()]).code, 2);
}

/// A text of lines of a case, some of which are left out, doubled or indented otherwise.
fn mutilated() -> impl Strategy<Value = String> {
    let texts: Vec<String> = cases().map(|(_, text, _)| text).collect();
    let edits = prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8), 0..6);
    (prop::sample::select(texts), edits).prop_map(|(text, edits)| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (at, what) in edits.into_iter().filter(|_| text.lines().count() > 2) {
            let at = at.index(lines.len());
            match what {
                0 if lines.len() > 2 => drop(lines.remove(at)),
                1 => lines.insert(at, lines[at].clone()),
                2 => lines[at].insert(0, ' '),
                _ => lines[at] = lines[at].replace(": ", ": &a "),
            }
        }
        lines.join("\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn no_text_makes_it_panic_or_lose_a_container(text in mutilated()) {
        let ran = split(&text, &[]);
        prop_assert!(matches!(ran.code, 0 | 2), "{}\n{}", ran.err, text);
        prop_assert!(!ran.err.contains("podpat made a mistake"), "{}\n{}", ran.err, text);
        prop_assert!(ran.code == 0 || ran.out.is_empty(), "{}", ran.out);
        let is_yaml = |text: &str| serde_yaml::Deserializer::from_str(text).all(|it| Value::deserialize(it).is_ok());
        if ran.code == 0 && is_yaml(&text) {
            prop_assert_eq!(all_containers(&text), all_containers(&ran.out), "{}", ran.out);
        }
    }
}
