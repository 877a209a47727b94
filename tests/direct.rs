//! The direct reader against the parser: of every document that both read they make the same tree, node by node, with
//! the same comments. The fuzz target `direct` looks for documents of which they do not.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use podpat::internals::source::Source;
use podpat::internals::yaml::{self, Document, Readers};

/// What a mutation puts into a text: everything that has a meaning in YAML, some of which only Kubernetes gives it.
#[rustfmt::skip]
const TOKENS: [&str; 96] = [
    "a", "key", ":", ": ", ":\n", " ", "  ", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", "- ", "-", "#", " #", "# c\n", " # c\n",
    "'", "\"", "|", ">", "|-\n", "|+\n", ">\n", ">-\n", "|\n", "|2\n", "[", "]", "{", "}", ", ", ",", "\\n", "\\", "---\n", "---",
    "...\n", "é", "\t", "&a ", "*a", "!!str ", "? ", "1", "0x1", ".inf", "~", "null", "yes", "<<", "\u{feff}", "\r\n", "\r",
    "\u{85}", "\u{2028}", "\u{a0}", "\u{3000}", "''", "\"\"", "\\\"", "\\u0041", "\\/", "%", "@", "`", "=", "-1", "--x", "+.inf",
    "a: b\n", "a: b\n  c: d\n", "a:\n- b\n", "  b: c\n", "- f\n", "a: |\n  x\n   y\n\n  z\n", "{a: b}", "[a, b]",
    "a: b\n  c\n", "a: 'b\n  c'\n", "a: \"b\n\n  c\"\n", "\n\n  ", " \n", "- a\n  b\n", "  c d\n", "'\n", "\"\n", "\\\n", " x\n   y\n",
    "a: b \n \n   c # d\n", "- 'x\n\n  y'\n", "\n   \n", "\t\n", "\n\t", "'a\n b': c\n",
];

/// The documents that both readers read, and all that there are.
#[derive(Default)]
struct Share {
    direct: usize,
    all: usize,
}

/// Holds what the readers make of a text against each other.
fn compare(text: &str, share: &mut Share) {
    let source = Arc::new(Source::new("-", text));
    let by = |readers| yaml::chunks(&source, true).by(readers);
    for (direct, parsed) in by(Readers::Direct).zip(by(Readers::Parser)) {
        share.all += parsed.documents.len();
        share.direct += direct.documents.len().min(parsed.documents.len());
        let first = direct.documents.first();
        let is_json = first.is_some_and(|document| source.slice(document.span).trim_start().starts_with('{'));
        if is_json {
            compare_json(&direct.documents, &parsed.documents, text);
            // JSON may have several values where YAML has one document, and those behind them other numbers.
            if direct.documents.len() != parsed.documents.len() {
                return;
            }
        } else if !direct.documents.is_empty() || !direct.comments.is_empty() {
            assert!(direct == parsed, "two trees: {text:?}");
        }
    }
}

/// The parser reads JSON as YAML, which knows neither several values nor some escapes, and sees more line breaks.
fn compare_json(direct: &[Document], parsed: &[Document], text: &str) {
    if let ([direct], [parsed]) = (direct, parsed)
        && let (Ok(direct), Ok(parsed)) = (&direct.tree, &parsed.tree)
        && !text.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}'])
    {
        assert!(direct == parsed, "two trees: {text:?}");
    }
}

/// The YAML and JSON files below a folder of the tests, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    let is_text =
        |path: &PathBuf| path.extension().is_some_and(|end| ["yaml", "yml", "json"].iter().any(|it| end == *it));
    entries.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).filter(is_text).collect()
}

fn texts_below(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    files(&folder).iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

#[test]
fn both_readers_see_the_same_in_real_texts() {
    for (texts, percent) in
        [(texts_below("corpus"), 95), (texts_below("rules"), 99), (crate::conformance::manifests(), 96)]
    {
        let mut share = Share::default();
        for text in &texts {
            compare(text, &mut share);
        }
        assert!(share.all > 200 && share.direct * 100 >= share.all * percent, "{} of {}", share.direct, share.all);
    }
    let others = ["review", "composition", "validity", "published", "inspect"].map(texts_below).concat();
    others.iter().chain(&crate::yaml::texts()).for_each(|text| compare(text, &mut Share::default()));
}

#[test]
fn both_readers_see_the_same_in_json() {
    let texts = crate::conformance::manifests();
    let mut share = Share::default();
    for text in texts.iter().step_by(20) {
        for document in yaml::parse(&Arc::new(Source::new("-", text.as_str()))).documents {
            let json = document.tree.expect("a manifest").root().to_json();
            compare(&json.to_string(), &mut share);
            compare(&serde_json::to_string_pretty(&json).expect("JSON"), &mut share);
        }
    }
    assert!(share.direct > 100 && share.direct == share.all, "{} of {}", share.direct, share.all);
}

#[test]
fn both_readers_see_the_same_in_mutated_texts() {
    let texts = [texts_below("corpus"), texts_below("rules")].concat();
    let (mut random, mut share) = (Random(1), Share::default());
    for _ in 0..6000 {
        let text: &String = random.of(&texts);
        compare(&mutated(text, &mut random), &mut share);
        compare(&(0..=random.below(12)).map(|_| *random.of(&TOKENS)).collect::<String>(), &mut share);
    }
    assert!(share.direct > 2000 && share.all > share.direct + 2000, "{} of {}", share.direct, share.all);
}

/// Some lines of a text with one to three things put in or taken out.
fn mutated(text: &str, random: &mut Random) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let first = random.below(lines.len());
    let mut text: Vec<char> = lines[first..].iter().take(3 + random.below(12)).flat_map(|line| line.chars()).collect();
    for _ in 0..=random.below(3) {
        let at = random.below(text.len() + 1);
        if random.below(3) == 0 {
            let end = text.len().min(at + random.below(6));
            drop(text.drain(at..end));
        } else {
            text.splice(at..at, random.of(&TOKENS).chars());
        }
    }
    text.into_iter().collect()
}

/// Numbers without a pattern, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}
