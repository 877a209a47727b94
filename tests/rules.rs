//! Every rule against its fixtures and its own documentation, alone.

use std::fs;
use std::path::{Path, PathBuf};

use podpat::internals::lint::{HEADINGS, rules};

use crate::harness::{podpat, podpat_on};

/// Rules whose examples would be pages long; their documentation abbreviates, and their fixtures do not.
const LONG: [&str; 2] = ["too-long", "too-many"];

fn folder(id: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules").join(id)
}

/// Flags that a fixture or an example asks for in its first line: `# podpat lint --kubernetes-version 1.28`.
fn flags(text: &str) -> Vec<String> {
    let first = text.lines().next().and_then(|line| line.strip_prefix("# podpat lint "));
    first.map(|flags| flags.split_whitespace().map(str::to_owned).collect()).unwrap_or_default()
}

/// The lines on which a rule finds something in a text, sorted.
fn found(id: &str, text: &str) -> Vec<u64> {
    let mut args: Vec<String> =
        ["lint", "-", "--no-config", "--format=json", "--fail-on=never"].map(str::to_owned).into();
    args.extend([format!("--select={id}")]);
    args.extend(flags(text));
    let ran = podpat_on(text, args);
    assert_eq!(ran.code, 0, "{id}: {}", ran.err);
    let json = ran.json();
    let findings = json["findings"].as_array().expect("findings");
    for finding in findings {
        assert_eq!(finding["rule"], id, "only this rule was to run");
        assert_ne!(finding["help"], serde_json::Value::Null, "{id}: a finding without help");
    }
    let mut lines: Vec<u64> =
        findings.iter().map(|finding| finding["span"]["start"]["line"].as_u64().expect("a line")).collect();
    lines.sort_unstable();
    lines
}

/// The lines that say `# expect: <id>`, once for each time they say it.
fn expected(id: &str, text: &str) -> Vec<u64> {
    let marks = |line: &str| {
        let list = line.split_once("# expect:").map(|(_, list)| list.split_whitespace().collect::<Vec<_>>());
        list.unwrap_or_default().into_iter().filter(|&word| word == id).count()
    };
    (1..).zip(text.lines()).flat_map(|(number, line)| vec![number; marks(line)]).collect()
}

#[test]
fn findings_stand_where_the_fixtures_expect_them() {
    for rule in rules::all() {
        let read =
            |name| fs::read_to_string(folder(rule.id).join(name)).unwrap_or_else(|e| panic!("{} {name}: {e}", rule.id));
        let (ok, bad) = (read("ok.yaml"), read("bad.yaml"));
        assert!(!expected(rule.id, &bad).is_empty(), "{}: bad.yaml expects nothing", rule.id);
        assert_eq!(found(rule.id, &bad), expected(rule.id, &bad), "{}: bad.yaml", rule.id);
        assert_eq!(found(rule.id, &ok), Vec::<u64>::new(), "{}: ok.yaml", rule.id);
    }
}

#[test]
fn findings_read_well() {
    for rule in rules::all() {
        let path = folder(rule.id).join("bad.yaml");
        let text = fs::read_to_string(&path).expect("bad.yaml");
        let select = format!("--select={}", rule.id);
        let mut args: Vec<String> = ["lint", "-", "--no-config", "--fail-on=never", &select].map(str::to_owned).into();
        args.extend(flags(&text));
        let ran = podpat_on(&text, args);
        insta::with_settings!({snapshot_path => folder(rule.id), prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!("bad", ran.out);
        });
    }
}

#[test]
fn examples_in_the_documentation_behave() {
    for rule in rules::all().iter().filter(|rule| !LONG.contains(&rule.id)) {
        let page = rule.page();
        let blocks: Vec<&str> = page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        let [bad, good] = blocks[..] else { panic!("{}: two blocks of yaml are expected", rule.id) };
        assert!(
            !found(rule.id, &manifest(bad)).is_empty(),
            "{}: the first example is to be found:\n{}",
            rule.id,
            manifest(bad)
        );
        assert!(found(rule.id, &manifest(good)).is_empty(), "{}: the second example is to be silent", rule.id);
    }
}

/// An example as a manifest: a whole one, fields of a pod spec, or fields of a container.
fn manifest(example: &str) -> String {
    if example.contains("apiVersion:") {
        return example.to_owned();
    }
    let has = |key: &str| example.lines().any(|line| line.starts_with(key));
    let (first, example) = match example.split_once('\n') {
        Some((first, rest)) if first.starts_with("# podpat lint ") => (format!("{first}\n"), rest),
        _ => (String::new(), example),
    };
    let head = format!("{first}apiVersion: v1\nkind: Pod\nmetadata:\n  name: example\nspec:\n");
    let indented = |by: &str| example.lines().flat_map(|line| [by, line, "\n"]).collect::<String>();
    if ["containers:", "initContainers:", "volumes:"].iter().any(|key| has(key)) {
        return head + &indented("  ");
    }
    format!("{head}  containers:\n    - name: app\n{}", indented("      "))
}

#[test]
fn pages_have_the_four_headings_in_order() {
    for rule in rules::all() {
        let page = rule.page();
        let headings: Vec<&str> =
            page.lines().filter(|line| line.starts_with('#')).filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings, HEADINGS, "{}", rule.id);
        let ran = podpat(["explain", rule.id]);
        // Sentences are broken anew; examples stay as they are.
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
        assert!(ran.code == 0 && words(&ran.out).contains(&words(&page)), "{}", rule.id);
        let example = |line: &str| page.lines().any(|own| own == line);
        let fits = |line: &str| line.chars().count() <= if example(line) { 120 } else { 80 };
        assert!(ran.out.lines().all(fits), "{}: a line is too long", rule.id);
    }
}

#[test]
fn ids_name_the_fault_and_are_unique_and_sorted() {
    let ids: Vec<&str> = rules::all().iter().map(|rule| rule.id).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    for id in ids {
        let kebab = id
            .split('-')
            .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
        assert!(kebab, "`{id}` is not kebab-case");
        let remedy =
            ["avoid-", "no-", "use-", "prefer-", "should-", "require-"].iter().any(|word| id.starts_with(word));
        assert!(!remedy, "`{id}` names the remedy, not the fault");
    }
}

/// The files below a folder whose names end so, without that ending.
fn stems(folder: &Path, ending: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let name = |path: PathBuf| path.file_name()?.to_str()?.strip_suffix(ending).map(str::to_owned);
    let mut stems: Vec<String> = entries.filter_map(name).collect();
    stems.sort();
    stems
}

#[test]
fn a_rule_is_one_file_in_the_folder_of_its_category() {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules");
    for category in stems(&base, "").into_iter().filter(|name| !name.contains('.')) {
        let files = stems(&base.join(&category), ".rs").into_iter().filter(|name| name != "mod");
        let files: Vec<String> = files.map(|name| name.replace('_', "-")).collect();
        let listed: Vec<&str> =
            rules::all().iter().filter(|rule| rule.category.as_str() == category).map(|rule| rule.id).collect();
        assert_eq!(files, listed, "files and rules of `{category}`");
    }
}

#[test]
fn every_folder_of_fixtures_belongs_to_a_rule() {
    let folders = stems(&folder(""), "");
    let strays: Vec<&String> = folders.iter().filter(|id| rules::find(id).is_none()).collect();
    assert!(strays.is_empty(), "{strays:?}");
}
