//! Published examples with a fault, each rebuilt in as few lines as show it: `published/NAME.yaml` says where it comes
//! from, what is wrong with it, and `# expect: <rule>` on the lines where podpat is to say so.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::podpat;

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/published");
    let entries = fs::read_dir(folder).expect("tests/published").map(|entry| entry.expect("an entry").path());
    let mut examples: Vec<PathBuf> = entries.collect();
    examples.sort();
    examples
}

/// Line and rule of every mark.
fn expected(text: &str) -> BTreeSet<(u64, String)> {
    let marks = (1..).zip(text.lines()).filter_map(|(number, line)| Some((number, line.split_once("# expect: ")?.1)));
    marks.flat_map(|(number, rules)| rules.split_whitespace().map(move |rule| (number, rule.to_owned()))).collect()
}

#[test]
fn what_is_wrong_with_published_examples_is_found() {
    assert!(examples().len() > 12);
    for path in examples() {
        let text = fs::read_to_string(&path).expect("an example");
        let head: Vec<&str> = text.lines().take(2).collect();
        assert!(head[0].starts_with("# source: ") && head[1].starts_with("# fault: "), "{}", path.display());
        let file = path.display().to_string();
        let ran = podpat(["lint", "--no-config", "--format=json", "--fail-on=never", "--select=all", &file]);
        let json = ran.json();
        let found: BTreeSet<(u64, String)> = json["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .map(|finding| {
                let rule = finding["rule"].as_str().expect("a rule").to_owned();
                (finding["span"]["start"]["line"].as_u64().expect("a line"), rule)
            })
            .collect();
        let expected = expected(&text);
        assert!(!expected.is_empty(), "{file}: nothing is expected");
        assert!(expected.is_subset(&found), "{file}: expected {expected:?}, found {found:?}");
    }
}
