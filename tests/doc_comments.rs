//! Doc comments are sentences with a verb, or name the thing: "Returns the ports …", not "What listens …".

use std::fs;
use std::path::Path;

use crate::layers::rust_files;

/// Words that begin half a sentence.
const HALVES: [&str; 9] = ["What", "Where", "Whether", "How", "Why", "Who", "Which", "When", "Whose"];

/// Help of flags, in clap's own style.
const HELPS: [&str; 2] = ["How helpers run: native sidecars, or plain containers", "When to colour the output"];

#[test]
fn doc_comments_are_no_halves_of_sentences() {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut halves = Vec::new();
    for path in rust_files(&base) {
        let inner = path.strip_prefix(&base).expect("below src");
        let text = fs::read_to_string(&path).expect("a text");
        let mut before = "";
        for line in text.lines().map(str::trim) {
            let begins = !before.starts_with("///");
            before = line;
            let Some(words) = line.strip_prefix("/// ").filter(|_| begins) else { continue };
            let first = words.split(' ').next().unwrap_or_default();
            if HALVES.contains(&first) && !HELPS.contains(&words) {
                halves.push(format!("src/{}: {words}", inner.display()));
            }
        }
    }
    assert!(halves.is_empty(), "{halves:#?}");
}
