//! Files that know each other in a circle can only be read together: there are none but those that are listed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::layers::rust_files;

/// Circles that are meant, with the reason: these files, and no others, may know each other.
const MEANT: [(&str, &[&str]); 3] = [
    (
        "a rule names the function that checks, whose sink makes findings of the rule",
        &["lint::finding", "lint::rule", "lint::settings", "lint::sink"],
    ),
    (
        "serde's deserializer hands itself to the access of lists and mappings, which hands out deserializers",
        &["yaml::decode::access", "yaml::decode::deserializer", "yaml::decode::entry"],
    ),
    (
        "a tree hands out nodes, which are views of the tree; merge keys, tables and the cursor are steps of one",
        &["yaml::lookup", "yaml::merge", "yaml::node", "yaml::path_cursor", "yaml::tree"],
    ),
];

/// The files of the crate by module (`yaml::node`), and what each says outside its tests.
struct Crate {
    texts: BTreeMap<String, String>,
}

impl Crate {
    fn read() -> Self {
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let read = |path: std::path::PathBuf| {
            let inner = path.strip_prefix(&base).expect("below src").with_extension("");
            let steps: Vec<_> = inner.iter().map(|step| step.to_string_lossy()).filter(|step| step != "mod").collect();
            let text = fs::read_to_string(&path).expect("a text");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            (steps.join("::"), lines.collect::<Vec<_>>().join("\n"))
        };
        Self { texts: rust_files(&base).into_iter().map(read).collect() }
    }

    /// The modules that one speaks of.
    fn known_to(&self, module: &str) -> BTreeSet<String> {
        let text = &self.texts[module];
        let mut known = BTreeSet::new();
        for (root, start) in [("crate::", ""), ("super::", parent(module)), ("self::", module)] {
            for (at, _) in text.match_indices(root).filter(|(at, _)| is_path_start(text, *at)) {
                for path in paths(&text[at + root.len()..]) {
                    known.extend(self.resolve(start, &path));
                }
            }
        }
        known.remove(module);
        known
    }

    /// The file that declares what a path leads to: re-exports of a `mod.rs` are followed.
    fn resolve(&self, start: &str, path: &[String]) -> Option<String> {
        let mut here = start.to_owned();
        for (at, step) in path.iter().enumerate() {
            if step == "super" {
                parent(&here.clone()).clone_into(&mut here);
                continue;
            }
            let below = joined(&here, step);
            if self.texts.contains_key(&below) {
                here = below;
                continue;
            }
            let exported = self.exported(&here, step)?;
            return self
                .resolve(&here, &exported.into_iter().chain(path[at + 1..].iter().cloned()).collect::<Vec<_>>());
        }
        // A `mod.rs` is a list, and holds nothing to know.
        let is_list = self.texts.keys().any(|other| parent(other) == here && !here.is_empty());
        (!is_list && self.texts.contains_key(&here)).then_some(here)
    }

    /// What a file takes over from a module below it under a name; the file itself where it declares the name.
    fn exported(&self, module: &str, name: &str) -> Option<Vec<String>> {
        let text = self.texts.get(module)?;
        for (at, _) in
            text.match_indices("use ").filter(|(at, _)| text[..*at].ends_with("pub ") || text[..*at].ends_with(") "))
        {
            for path in paths(&text[at + 4..]) {
                let path: Vec<String> = path.into_iter().filter(|step| step != "self").collect();
                let below = joined(module, path.first()?);
                if path.last().is_some_and(|last| last == name) && self.texts.contains_key(&below) && path.len() > 1 {
                    return Some(path);
                }
            }
        }
        Some(Vec::new())
    }
}

fn parent(module: &str) -> &str {
    module.rsplit_once("::").map_or("", |(parent, _)| parent)
}

fn joined(module: &str, step: &str) -> String {
    if module.is_empty() { step.to_owned() } else { format!("{module}::{step}") }
}

fn is_path_start(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
}

/// The paths that begin a text, with braces taken apart: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths(text: &str) -> Vec<Vec<String>> {
    let mut steps = Vec::new();
    let mut rest = text;
    loop {
        if let Some(inside) = rest.strip_prefix('{') {
            return branches(inside)
                .into_iter()
                .flat_map(|branch| paths(branch.trim_start()))
                .map(|branch| steps.iter().cloned().chain(branch).collect())
                .collect();
        }
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        if end == 0 {
            return vec![steps];
        }
        steps.push(rest[..end].to_owned());
        let Some(next) = rest[end..].strip_prefix("::") else { return vec![steps] };
        rest = next;
    }
}

/// The parts between the commas of a brace that has been opened.
fn branches(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&text[start..at]);
                return parts;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts
}

/// Files that reach each other: every circle as its modules, in order.
fn circles(crate_: &Crate) -> Vec<Vec<String>> {
    let known: BTreeMap<&str, BTreeSet<String>> =
        crate_.texts.keys().map(|module| (module.as_str(), crate_.known_to(module))).collect();
    let reached = |from: &str| {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&str> = vec![from];
        while let Some(module) = next.pop() {
            for other in &known[module] {
                if seen.insert(other.clone()) {
                    next.push(known.get_key_value(other.as_str()).expect("a module").0);
                }
            }
        }
        seen
    };
    let all: BTreeMap<&str, BTreeSet<String>> = known.keys().map(|module| (*module, reached(module))).collect();
    let mut found: Vec<Vec<String>> = Vec::new();
    for (module, reached) in all.iter().filter(|(module, reached)| reached.contains(**module)) {
        if !found.iter().any(|circle| circle.iter().any(|one| one == module)) {
            found.push(reached.iter().filter(|other| all[other.as_str()].contains(*module)).cloned().collect());
        }
    }
    found
}

#[test]
fn files_know_each_other_in_no_circle_but_those_that_are_meant() {
    let found = circles(&Crate::read());
    let meant = |circle: &[String]| MEANT.iter().any(|(_, files)| circle == *files);
    let unmeant: Vec<_> = found.iter().filter(|circle| !meant(circle)).collect();
    assert!(unmeant.is_empty(), "{unmeant:#?}");
    let gone: Vec<_> = MEANT.iter().filter(|(_, files)| !found.iter().any(|circle| circle == files)).collect();
    assert!(gone.is_empty(), "no circle any more: {gone:#?}");
}

#[test]
fn paths_are_taken_apart() {
    let all = |text| paths(text).into_iter().map(|path| path.join("::")).collect::<Vec<_>>();
    assert_eq!(all("a::{self, b::C, d::{E, F}};"), ["a::self", "a::b::C", "a::d::E", "a::d::F"]);
    assert_eq!(all("a::b(c)"), ["a::b"]);
}
