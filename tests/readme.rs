//! What the README shows is what the program prints.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::Folder;

/// A marked block: the marker's word and argument, and the range of the block's text.
struct Block {
    word: String,
    argument: String,
    start: usize,
    end: usize,
}

/// Blocks that follow `<!-- word: argument -->`.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (at, _) in text.match_indices("<!-- ") {
        let Some((marker, rest)) = text[at + 5..].split_once(" -->\n```") else { continue };
        let Some((word, argument)) = marker.split_once(": ") else { continue };
        let behind = text.len() - rest.len();
        let start = behind + rest.find('\n').expect("a language") + 1;
        let end = start + text[start..].find("```").expect("an end");
        blocks.push(Block { word: word.to_owned(), argument: argument.to_owned(), start, end });
    }
    blocks
}

fn printed(command: &str, folder: &Path) -> String {
    let mut words = command.split(' ');
    assert_eq!(words.next(), Some("podpat"), "{command}");
    let output = Command::new(env!("CARGO_BIN_EXE_podpat"))
        .args(words)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("podpat runs");
    String::from_utf8(output.stdout).expect("UTF-8") + &String::from_utf8(output.stderr).expect("UTF-8")
}

#[test]
fn commands_print_what_is_shown() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&path).expect("the README");
    let folder = Folder::new();
    let mut shown = text.clone();
    let blocks = blocks(&text);
    for block in blocks.iter().filter(|block| block.word == "file") {
        folder.write(&block.argument, &text[block.start..block.end]);
    }
    let runs: Vec<&Block> = blocks.iter().filter(|block| block.word == "run").collect();
    assert_eq!(runs.len(), 2, "the README shows podpat at work");
    for block in runs.iter().rev() {
        shown.replace_range(block.start..block.end, &printed(&block.argument, folder.path()));
    }
    if std::env::var_os("PODPAT_BLESS").is_some() {
        fs::write(&path, &shown).expect("writes");
    }
    assert!(
        text == shown || std::env::var_os("PODPAT_BLESS").is_some(),
        "the README is out of date: run `just bless`\n{shown}"
    );
}
