//! The layers of the house: nothing imports upwards.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules by layer, lowest first. Those of one layer know each other as little as those above.
const LAYERS: [&[&str]; 19] = [
    &["source", "wording"],
    &["terminal"],
    &["files", "programs", "yaml"],
    &["cluster", "git", "k8s", "rendering"],
    &["catalogue"],
    &["validity", "composition"],
    &["edit"],
    &["lint"],
    &["pattern"],
    &["rework"],
    &["report"],
    &["inspection"],
    &["library"],
    &["review", "export", "config", "trial"],
    &["webhook", "intake", "krm", "vendor"],
    &["lsp"],
    &["outcome"],
    &["commands"],
    &["cli"],
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect()
}

/// The modules of this crate that a file speaks of, outside its tests.
fn imports(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let word = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    lines.flat_map(|line| line.split("crate::").skip(1).map(word).collect::<Vec<_>>()).collect()
}

#[test]
fn nothing_imports_upwards() {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for path in rust_files(&base) {
        let inner = path.strip_prefix(&base).expect("below src").to_string_lossy().replace('\\', "/");
        let module = inner.split(['/', '.']).next().unwrap_or_default();
        if matches!(module, "lib" | "main" | "internals") {
            continue;
        }
        let own = layer(module).unwrap_or_else(|| panic!("`{module}` has no layer"));
        for other in imports(&fs::read_to_string(&path).expect("a text")) {
            let above = layer(&other).is_some_and(|layer| layer > own || (layer == own && other != module));
            if above && other != module {
                wrong.push(format!("src/{inner} knows `{other}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_says_what_it_owns() {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in rust_files(&base) {
        let text = fs::read_to_string(&path).expect("a text");
        assert!(text.starts_with("//! "), "{} has no header", path.display());
    }
}

/// What opens files, or asks the system about them.
const FILE_ACCESS: [&str; 11] = [
    "std::fs",
    "fs::",
    "File::open",
    "OpenOptions",
    "ignore::",
    "tempfile::",
    "rustix::fs",
    ".is_dir()",
    ".is_file()",
    ".exists()",
    ".canonicalize()",
];

#[test]
fn the_file_system_has_one_door() {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for path in rust_files(&base).into_iter().filter(|path| !path.starts_with(base.join("files"))) {
        let text = fs::read_to_string(&path).expect("a text");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        // Words end where they begin: `rustfs::` and `of_files::` are others.
        let speaks_of = |line: &str, word: &str| {
            line.match_indices(word).any(|(at, _)| {
                word.starts_with('.') || !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
            })
        };
        let found = code.filter(|line| FILE_ACCESS.iter().any(|word| speaks_of(line, word)));
        wrong.extend(found.map(|line| format!("{}: {}", path.display(), line.trim())));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
