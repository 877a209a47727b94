//! What the containers of small Pods are taken for: `composition/roles.yaml` says it beside each of them,
//! and in a line `# strangers [KIND]` where they should not share a Pod.

use std::fs;
use std::path::Path;

use crate::harness::podpat_on;

fn documents() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/composition/roles.yaml");
    let text = fs::read_to_string(path).expect("roles.yaml");
    text.split("---\n").map(str::to_owned).collect()
}

/// Name and role of every container, as a document says: `- name: web # main`.
fn marked(document: &str) -> Vec<(String, String)> {
    let lines = document.lines().filter_map(|line| line.trim().strip_prefix("- name: "));
    let marked: Vec<_> = lines.filter_map(|line| line.split_once(" # ")).collect();
    assert!(marked.len() > 1, "{document}");
    marked.into_iter().map(|(name, role)| (name.to_owned(), role.to_owned())).collect()
}

#[test]
fn containers_are_what_they_are_to_each_other() {
    for document in documents() {
        let ran = podpat_on(&document, ["inspect", "-o", "json", "-"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let inspected = ran.json();
        let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
        let containers = inspected["pods"][0]["containers"].as_array().expect("containers");
        let found: Vec<(String, String)> =
            containers.iter().map(|container| (text(&container["name"]), text(&container["role"]))).collect();
        assert_eq!(found, marked(&document), "{document}");
        let strangers = document.lines().find_map(|line| line.strip_prefix("# strangers"));
        assert_eq!(inspected["pods"][0]["unrelated"], strangers.is_some(), "{document}");
        if let Some(kind) = strangers.map(str::trim).filter(|kind| !kind.is_empty()) {
            assert_eq!(inspected["pods"][0]["unrelated_kind"], kind, "{document}");
        }
    }
}
