//! The book in `docs/` and the pages beside it: contents, links, commands, and what is made of the code.

#[cfg(unix)]
mod commands;
mod contributors;
mod links;
mod markdown;
mod pictures;
mod rule_pages;

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a file, or writes it with `PODPAT_BLESS`: pages that are made of the code are compared with it.
fn compare(name: &str, made: &str) {
    let path = root().join(name);
    if std::env::var_os("PODPAT_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, made).expect("writes");
    } else {
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert!(there == made, "{name} is out of date: run `just bless`");
    }
}

/// The pages that people read, by their paths in the repository: the book, and the pages at the root.
fn pages() -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    let mut found: Vec<PathBuf> =
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].map(|name| root().join(name)).into();
    walk(&root().join("docs"), &mut found);
    found.sort();
    let name = |path: PathBuf| path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
    found.into_iter().map(name).collect()
}

/// The text of a page.
fn text(page: &str) -> String {
    fs::read_to_string(root().join(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}
