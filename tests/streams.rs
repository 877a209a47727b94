//! Texts that are read part by part say what they say as a whole.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use podpat::internals::composition::knowledge::Knowledge;
use podpat::internals::files::Size;
use podpat::internals::lint::{self, Resources, Results, Selector, Settings, Text};
use podpat::internals::report::{self, Format, Report};
use podpat::internals::terminal::Output;
use serde_json::{Value, json};

use crate::harness::podpat_on;

/// A text, and whether it can be read again.
struct Input<'a> {
    bytes: &'a [u8],
    is_lasting: bool,
    settings: Settings,
}

impl Text for Input<'_> {
    fn name(&self) -> &'static str {
        "-"
    }

    fn is_named(&self) -> bool {
        true
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn size(&self) -> Option<u64> {
        None
    }

    fn open(&self) -> Option<Box<dyn Read + Send + '_>> {
        Some(Box::new(self.bytes))
    }

    fn can_be_opened_again(&self) -> bool {
        self.is_lasting
    }
}

/// Judges a text with all rules, read in parts of so many bytes.
fn judged(bytes: &[u8], part: u64, is_lasting: bool) -> Results {
    let mut settings = Settings::default();
    settings.select(&[Selector::All]);
    let resources = Resources { part: Size(part), ..Resources::default() };
    lint::run(&[Input { bytes, is_lasting, settings }], &Knowledge::default(), resources, &mut |_, _| {})
}

fn json_of(results: &Results) -> Value {
    let mut text = Vec::new();
    report::write(Format::Json, &Report::new(results, &|_| true), &mut Output::new(&mut text)).expect("written");
    serde_json::from_slice(&text).expect("JSON")
}

/// The texts of all fixtures.
fn fixtures() -> Vec<(PathBuf, Vec<u8>)> {
    let mut texts = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            let is_manifest =
                entry.extension().is_some_and(|ending| ["yaml", "yml", "json"].iter().any(|it| ending == *it));
            if entry.is_dir() {
                folders.push(entry);
            } else if is_manifest {
                let bytes = fs::read(&entry).expect("a file");
                texts.push((entry, bytes));
            }
        }
    }
    texts.sort();
    texts
}

/// Holds what is said of a text as a whole against what is said of it in parts: of one object each, and of some.
fn hold(name: &str, bytes: &[u8], some: u64) {
    let whole = json_of(&judged(bytes, 1 << 30, true));
    for (part, is_lasting) in [(1, false), (some, true)] {
        let in_parts = json_of(&judged(bytes, part, is_lasting));
        let findings = |it: &Value| it["findings"].as_array().expect("findings").clone();
        for (one, other) in findings(&whole).iter().zip(&findings(&in_parts)) {
            assert_eq!(one, other, "{name} in parts of {part}");
        }
        assert_eq!(whole, in_parts, "{name} in parts of {part}");
    }
}

#[test]
fn documents_are_judged_the_same_in_parts() {
    for (path, bytes) in fixtures().into_iter().step_by(24) {
        hold(&path.display().to_string(), &bytes, 700);
    }
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn documents_of_all_fixtures_are_judged_the_same_in_parts() {
    for (path, bytes) in fixtures() {
        hold(&path.display().to_string(), &bytes, 700);
    }
}

/// The documents of all fixtures that are one object each, as they are written.
fn documents() -> Vec<String> {
    let mut documents = Vec::new();
    for (_, bytes) in fixtures() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        for document in text.split("\n---") {
            let document = document.trim_start_matches("---").trim_start_matches('\n').to_owned() + "\n";
            let read = podpat::internals::k8s::read(&std::sync::Arc::new(podpat::internals::source::Source::new(
                "-", &*document,
            )));
            let is_one = read.manifests.len() == 1 && read.strays.is_empty();
            if is_one && document.starts_with(|c: char| c.is_ascii_alphabetic()) && !document.contains("kind: List")
                // A document cannot end within a list.
                && !document.contains("\n...")
            {
                documents.push(document);
            }
        }
    }
    assert!(documents.len() > 300, "{}", documents.len());
    documents
}

/// Judges lists of 40 documents each, every `step`th of them.
fn judge_block_lists(step: usize) {
    for (at, chunk) in documents().chunks(40).enumerate().step_by(step) {
        let indent = if at % 2 == 0 { "" } else { "  " };
        let lines = |document: &String| document.trim_end().replace('\n', &format!("\n{indent}  "));
        let items: String = chunk.iter().map(|document| format!("{indent}- {}\n", lines(document))).collect();
        let text = match at % 3 {
            0 => format!("apiVersion: v1\nitems:\n{items}kind: List\nmetadata:\n  resourceVersion: \"\"\n"),
            1 => format!("# podpat: ignore[latest-image] all\napiVersion: v1\nkind: List\nitems: # all\n{items}"),
            _ => format!("---\napiVersion: v1\nkind: List\nitems:\n\n{items}---\n{}", chunk[0]),
        };
        hold("a block list", text.as_bytes(), 9000);
    }
}

#[test]
fn items_of_a_block_list_are_judged_the_same_in_parts() {
    judge_block_lists(20);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn items_of_all_block_lists_are_judged_the_same_in_parts() {
    judge_block_lists(1);
}

/// The objects of all fixtures.
fn objects() -> Vec<Value> {
    let read = |text: &String| {
        podpat::internals::k8s::read(&std::sync::Arc::new(podpat::internals::source::Source::new("-", &**text)))
    };
    documents().iter().flat_map(|text| read(text).manifests).map(|manifest| manifest.node().to_json()).collect()
}

/// Judges lists in JSON of 40 objects each, every `step`th of them.
fn judge_json_lists(step: usize) {
    for (at, chunk) in objects().chunks(40).enumerate().step_by(step) {
        let list = json!({"apiVersion": "v1", "items": chunk, "kind": "List", "metadata": {"resourceVersion": ""}});
        let pretty = serde_json::to_string_pretty(&list).expect("JSON");
        let lines: String = chunk.iter().map(|object| format!("{object}\n")).collect();
        let text = match at % 4 {
            0 => pretty,
            1 => list.to_string(),
            2 => format!("{pretty}\n---\n{lines}"),
            _ => lines,
        };
        hold("a list in JSON", text.as_bytes(), 9000);
    }
}

#[test]
fn items_of_a_json_list_are_judged_the_same_in_parts() {
    judge_json_lists(20);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn items_of_all_json_lists_are_judged_the_same_in_parts() {
    judge_json_lists(1);
}

/// A Pod that a ReplicaSet made, as a server returns it.
fn pod(at: usize, owner: usize) -> Value {
    let owner = json!({"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": format!("web-{owner}"),
        "uid": format!("rs-{owner}"), "controller": true});
    json!({"apiVersion": "v1", "kind": "Pod",
        "metadata": {"managedFields": [{"manager": "kubelet"}], "name": format!("web-{at}"), "namespace": "shop",
            "labels": {"app": "frontend"}, "annotations": {"example.com/note": "y".repeat(1000)}, "ownerReferences": [owner], "uid": format!("pod-{at}")},
        "spec": {"containers": [{"name": "web", "image": "nginx:1.27"}], "volumes": [{"name": "old", "emptyDir": {}}]},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "message": "x".repeat(500)}]}})
}

fn list(items: &[Value]) -> String {
    let list = json!({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}});
    serde_json::to_string_pretty(&list).expect("JSON")
}

#[test]
fn pods_of_a_stream_are_judged_once_an_owner() {
    let pods: Vec<Value> = (0..300).map(|at| pod(at, at / 3)).collect();
    let text = list(&pods);
    hold("Pods", text.as_bytes(), 9000);
    let results = judged(text.as_bytes(), 1, false);
    assert_eq!((results.objects, results.owned), (300, 200));
    let of = |rule: &str| results.findings.iter().filter(|finding| finding.rule.id == rule).count();
    assert_eq!((of("unused-volume"), results.notes.len()), (100, 0));
}

#[test]
fn what_is_too_much_to_keep_is_noted_and_judged_by_itself() {
    let pods: Vec<Value> = (0..300).map(|at| pod(at, at)).collect();
    let service = json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"selector": {"app": "forntend"}, "ports": [{"port": 80}]}});
    let text = list(&[pods, vec![service]].concat());
    let rules = ["unused-volume", "misspelt-selector"].map(|id| id.parse().expect("a rule"));
    let count = |memory: u64, is_lasting: bool| {
        let input = Input { bytes: text.as_bytes(), is_lasting, settings: Settings::of(&rules) };
        let resources = Resources { part: Size(1), memory: Size(memory), ..Resources::default() };
        let results = lint::run(&[input], &Knowledge::default(), resources, &mut |_, _| {});
        let of = |rule: &str| results.findings.iter().filter(|finding| finding.rule.id == rule).count();
        (
            of("unused-volume"),
            of("misspelt-selector"),
            results.notes.iter().map(|note| note.message.clone()).collect::<Vec<_>>(),
        )
    };
    assert_eq!(count(64 << 20, false), (300, 1, Vec::new()));
    // The Pods are too many, but what others need to know of them is not: a file is read again.
    assert_eq!(count(3 << 20, true), (300, 1, Vec::new()));
    let (volumes, _, notes) = count(3 << 20, false);
    assert_eq!(volumes, 300);
    assert!(notes[0].contains("3 MiB of memory: rules that look at more than one object were not run"), "{notes:?}");
    let (volumes, selectors, notes) = count(2 << 20, true);
    assert_eq!((volumes, selectors, notes.len()), (300, 0, 1), "{notes:?}");
}

#[test]
fn lists_that_cannot_be_read_to_their_end_are_told() {
    let pods: Vec<Value> = (0..20).map(|at| pod(at, at)).collect();
    let text = list(&pods);
    let lint = |text: &str| {
        let results = judged(text.as_bytes(), 1, false);
        let broken = results.findings.iter().filter(|it| ["syntax-error", "missing-field"].contains(&it.rule.id));
        let broken: Vec<String> = broken.map(|it| format!("{}: {}", it.place.start().line, it.message)).collect();
        (results.objects, broken)
    };
    assert_eq!(lint(&text), (20, Vec::new()));
    let cut = text.find("web-15").expect("a name");
    let (objects, broken) = lint(&text[..cut]);
    assert!(objects == 15 && broken.len() == 1 && broken[0].contains("the text ends within a list"), "{broken:?}");
    let (objects, broken) =
        lint(&text.replacen("},\n    {\n      \"apiVersion\": \"v1\"", "}\n    {\n      \"apiVersion\": \"v1\"", 1));
    assert!(objects == 1 && broken[0].contains("separated by commas"), "{broken:?}");
    let after = format!("{}\n---\n{}", &text[..text.find("\"web-3\"").expect("a name")], pods[0]);
    let (objects, broken) = lint(&after);
    assert!(objects == 3 + 1 && broken.len() == 1, "what stands behind a separator is read: {broken:?}");
    let (_, broken) = lint(&text.replace("\"kind\": \"List\"", "\"kind\": \"Bag\""));
    assert!(broken[0].contains("the `items` of this Bag were read as a list"), "{broken:?}");
    let (_, broken) = lint(&text.replace("\"kind\": \"List\",", ""));
    assert!(broken[0].contains("does not say its `kind`"), "{broken:?}");
}

#[test]
fn an_object_that_is_too_large_ends_the_reading_and_not_what_was_read() {
    let small = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nx: 1\n";
    let text = format!("{small}---\n{}---\n{small}", small.replace("x: 1", &format!("x: {}", "y".repeat(9 << 20))));
    for verb in
        [["lint", "-", "--max-object-size=5MiB", "-oshort"], ["inspect", "-", "--max-object-size=5MiB", "-ojson"]]
    {
        let ran = podpat_on(&text, verb);
        assert_eq!((ran.code, ran.out.lines().count()), (2, usize::from(verb[0] == "lint")), "{}", ran.out);
        assert!(ran.err.contains("an object of `-` (line 6) is larger than 5 MiB"), "{}", ran.err);
    }
    let ran = podpat_on(&text, ["lint", "-", "--max-object-size=10MiB", "-oshort", "--select=unknown-field"]);
    assert_eq!((ran.code, ran.out.lines().count()), (1, 3), "{}", ran.err);
}

#[test]
fn a_separator_is_one_wherever_a_part_ends() {
    let object = |name: &str| json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}}).to_string();
    let text = format!("{}\n---\n{}\n{}\n", object("a"), object("b"), object("c"));
    for part in 1..text.len() as u64 {
        assert_eq!(judged(text.as_bytes(), part, false).objects, 3, "in parts of {part}");
    }
}
