//! Tests of operators, for chainsaw and kuttl. What they compare with the objects of a cluster looks like an object, and
//! has only the fields that the test is about.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::names::Text;
use crate::files::{self, Size, plain};
use crate::lint::Note;
use crate::source::Source;
use crate::yaml::{self, Node};

/// The names of chainsaw's tests.
const CHAINSAW: [&str; 2] = ["chainsaw-test.yaml", "chainsaw-test.yml"];

/// The operations of chainsaw whose files are no whole objects. What it applies or creates is one.
///
/// Source: `pkg/apis/v1alpha1/operation.go` of chainsaw.
const PARTIAL: [&str; 3] = ["assert", "error", "patch"];

/// The names of kuttl's files with expectations, behind the number of the step.
///
/// Source: `pkg/test/step.go` of kuttl.
const KUTTL: [&str; 2] = ["assert", "errors"];

/// Takes the expectations of tests out of the texts, with notes.
pub(super) fn set_aside(texts: &mut Vec<Text<'_>>) -> Vec<Note> {
    let partial = named_by_chainsaw(texts);
    let mut notes = Vec::new();
    texts.retain(|text| {
        let Some(path) = text.path().filter(|_| !text.is_rendered()).map(plain) else { return true };
        let message = match partial.get(&path) {
            Some(test) => {
                format!("skipped: `{}` compares it with the cluster, or applies it as a patch", test.display())
            }
            None if is_of_kuttl(&path) => "skipped: kuttl compares it with the cluster".to_owned(),
            None => return true,
        };
        notes.push(Note { file: text.name.clone(), message });
        false
    });
    notes
}

/// The files that tests of chainsaw name, each with a test that does. The tests are among the texts, or lie beside one
/// that the user named.
fn named_by_chainsaw(texts: &[Text<'_>]) -> HashMap<PathBuf, PathBuf> {
    let own = texts.iter().filter_map(Text::path).filter(|path| is_test(path)).map(Path::to_owned);
    let named = texts.iter().filter(|text| text.named).filter_map(Text::path);
    let beside = named.flat_map(|path| CHAINSAW.map(|name| path.with_file_name(name)));
    let tests: HashSet<PathBuf> = own.chain(beside).collect();
    let mut partial = HashMap::new();
    for test in tests {
        let Ok(text) = files::text(&test, Size::MANIFEST) else { continue };
        let folder = test.parent().unwrap_or(Path::new(""));
        let names = partial_files(text);
        partial.extend(names.into_iter().map(|name| (plain(&folder.join(name)), test.clone())));
    }
    partial
}

fn is_test(path: &Path) -> bool {
    CHAINSAW.iter().any(|name| path.file_name() == Some(name.as_ref()))
}

/// Returns the files that the operations of a test name, wherever in its steps they are.
fn partial_files(text: Source) -> Vec<String> {
    let stream = yaml::parse(&Arc::new(text));
    let trees = stream.documents.iter().filter_map(|document| document.tree.as_ref().ok());
    let mut open: Vec<Node<'_>> = trees.map(|tree| tree.root()).collect();
    let mut names = Vec::new();
    while let Some(node) = open.pop() {
        let files = PARTIAL.iter().filter_map(|operation| node.get(operation)?.get("file")?.as_str());
        names.extend(files.map(str::to_owned));
        open.extend(node.items());
        // The steps are in `spec`, the operations in their lists, and objects in the operations are of no interest.
        open.extend(STEPS.iter().filter_map(|field| node.get(field)));
    }
    names
}

/// The fields that lead to operations.
const STEPS: [&str; 6] = ["spec", "steps", "try", "catch", "finally", "cleanup"];

/// Returns true for `NN-assert.yaml` and `NN-errors.yaml`, with or without more words behind them.
fn is_of_kuttl(path: &Path) -> bool {
    let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let word = rest.strip_prefix('-').unwrap_or_default().split('-').next().unwrap_or_default();
    rest.len() < name.len() && KUTTL.contains(&word)
}
