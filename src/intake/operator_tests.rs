//! Tests of operators and policies, for chainsaw and kuttl. What they compare with the objects of a cluster looks like an
//! object, and has only the fields that the test is about; what they apply from their own folder is there to be tested, and
//! runs nowhere else.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::names::Text;
use crate::files::{self, Patterns, Size, plain};
use crate::lint::Note;
use crate::source::Source;
use crate::yaml::{self, Node};

/// The names of chainsaw's tests.
const CHAINSAW: [&str; 2] = ["chainsaw-test.yaml", "chainsaw-test.yml"];

/// The operations of chainsaw whose files are no whole objects.
///
/// Source: `pkg/apis/v1alpha1/operation.go` of chainsaw.
const PARTIAL: [&str; 3] = ["assert", "error", "patch"];

/// The operations of chainsaw whose files are whole objects.
const WHOLE: [&str; 3] = ["apply", "create", "update"];

/// The names of kuttl's files with expectations, behind the number of the step.
///
/// Source: `pkg/test/step.go` of kuttl.
const KUTTL: [&str; 2] = ["assert", "errors"];

/// The use that a test makes of the objects of a file.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    Compares,
    Applies,
}

/// Takes the expectations and the inputs of tests out of the texts, with notes. An input that the user named is judged.
pub(super) fn set_aside(texts: &mut Vec<Text<'_>>) -> Vec<Note> {
    let named = NamedFiles::by_tests(texts);
    let tested_by_kuttl = folders_of_kuttl(texts);
    let mut notes = Vec::new();
    texts.retain(|text| {
        let Some(path) = text.path().filter(|_| !text.is_rendered()).map(plain) else { return true };
        let message = match named.get(&path) {
            Some((test, Use::Compares)) => {
                format!("skipped: `{}` compares it with the cluster, or applies it as a patch", test.display())
            }
            Some((test, Use::Applies)) if !text.named => {
                format!("skipped: an input of the test `{}`; name this file to check it", test.display())
            }
            _ if step_of_kuttl(&path).is_some_and(is_of_kuttl) => {
                "skipped: kuttl compares it with the cluster".to_owned()
            }
            _ if !text.named && step_of_kuttl(&path).is_some() && tested_by_kuttl.contains(folder_of(&path)) => {
                "skipped: an input of a test of kuttl; name this file to check it".to_owned()
            }
            _ => return true,
        };
        notes.push(Note { file: text.name.clone(), message });
        false
    });
    notes
}

/// The files that tests of chainsaw name, each with a test that does.
#[derive(Default)]
struct NamedFiles {
    by_path: HashMap<PathBuf, (PathBuf, Use)>,
    /// The names with wildcards, by their folders.
    by_pattern: HashMap<PathBuf, Vec<(Patterns, PathBuf, Use)>>,
}

impl NamedFiles {
    /// Reads the tests that are among the texts, or lie beside one that the user named.
    fn by_tests(texts: &[Text<'_>]) -> Self {
        let own = texts.iter().filter_map(Text::path).filter(|path| is_test(path)).map(Path::to_owned);
        let named = texts.iter().filter(|text| text.named).filter_map(Text::path);
        let beside = named.flat_map(|path| CHAINSAW.map(|name| path.with_file_name(name)));
        let tests: BTreeSet<PathBuf> = own.chain(beside).collect();
        let mut named = Self::default();
        for test in tests {
            let Ok(text) = files::text(&test, Size::MANIFEST) else { continue };
            for (name, used) in files_of_test(text) {
                named.add(&test, &name, used);
            }
        }
        named
    }

    /// Takes in a file, or several that a pattern names. What a test applies from elsewhere is what it tests.
    fn add(&mut self, test: &Path, name: &str, used: Use) {
        let own = plain(folder_of(test));
        let file = plain(&own.join(name));
        if used == Use::Applies && !file.starts_with(&own) {
            return;
        }
        let pattern = file.file_name().and_then(|name| name.to_str()).filter(|name| name.contains(['*', '?', '[']));
        if let Some(pattern) = pattern {
            let folder = folder_of(&file);
            let (patterns, _) = Patterns::new(&files::absolute(folder), [&*format!("/{pattern}")]);
            self.by_pattern.entry(folder.to_owned()).or_default().push((patterns, test.to_owned(), used));
            return;
        }
        let found = self.by_path.entry(file).or_insert_with(|| (test.to_owned(), used));
        if used == Use::Compares {
            *found = (test.to_owned(), used);
        }
    }

    fn get(&self, file: &Path) -> Option<(&Path, Use)> {
        let patterns = || self.by_pattern.get(folder_of(file)).into_iter().flatten().take(MOST_PATTERNS);
        let by_pattern =
            || patterns().find(|(patterns, ..)| patterns.name(file)).map(|(_, test, used)| (&**test, *used));
        self.by_path.get(file).map(|(test, used)| (&**test, *used)).or_else(by_pattern)
    }
}

/// The patterns of one folder that a file is compared with.
const MOST_PATTERNS: usize = 20;

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

fn is_test(path: &Path) -> bool {
    CHAINSAW.iter().any(|name| path.file_name() == Some(name.as_ref()))
}

/// Returns the files that the operations of a test name, wherever in its steps they are.
fn files_of_test(text: Source) -> Vec<(String, Use)> {
    let stream = yaml::parse(&Arc::new(text));
    let trees = stream.documents.iter().filter_map(|document| document.tree.as_ref().ok());
    let mut open: Vec<Node<'_>> = trees.map(|tree| tree.root()).collect();
    let mut names = Vec::new();
    while let Some(node) = open.pop() {
        let uses = PARTIAL.map(|operation| (operation, Use::Compares)).into_iter();
        for (operation, used) in uses.chain(WHOLE.map(|operation| (operation, Use::Applies))) {
            let file = node.get(operation).and_then(|operation| operation.get("file")?.as_str());
            names.extend(file.map(|file| (file.to_owned(), used)));
        }
        open.extend(node.items());
        // The steps are in `spec`, the operations in their lists, and objects in the operations are of no interest.
        open.extend(STEPS.iter().filter_map(|field| node.get(field)));
    }
    names
}

/// The fields that lead to operations.
const STEPS: [&str; 6] = ["spec", "steps", "try", "catch", "finally", "cleanup"];

/// Returns the folders that hold expectations of kuttl.
fn folders_of_kuttl(texts: &[Text<'_>]) -> HashSet<PathBuf> {
    let paths = texts.iter().filter_map(Text::path).map(plain);
    paths.filter(|path| step_of_kuttl(path).is_some_and(is_of_kuttl)).map(|path| folder_of(&path).to_owned()).collect()
}

/// Returns what stands behind the number of a step in the name of a file, without its ending: `assert` of
/// `00-assert.yaml`.
fn step_of_kuttl(path: &Path) -> Option<&str> {
    let name = path.file_stem().and_then(|stem| stem.to_str())?;
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.strip_prefix('-').filter(|_| rest.len() < name.len())
}

/// Returns true for steps called `assert` or `errors`, with or without more words behind.
fn is_of_kuttl(step: &str) -> bool {
    KUTTL.contains(&step.split('-').next().unwrap_or_default())
}
