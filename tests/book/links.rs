//! Every link leads somewhere, and every page of the book is in its table of contents.

use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

use super::{markdown, pages, root, text};

#[test]
fn links_lead_to_files_and_headings_that_exist() {
    let read: HashMap<String, markdown::Page> =
        pages().into_iter().map(|page| (page.clone(), markdown::read(&text(&page)))).collect();
    let mut faults = Vec::new();
    for (name, page) in &read {
        for (target, words) in &page.links {
            let is_elsewhere = ["https://", "http://", "mailto:"].iter().any(|scheme| target.starts_with(scheme));
            let fault = if is_elsewhere { None } else { fault(name, target, &read) };
            faults.extend(fault.map(|fault| format!("{name}: [{words}]({target}): {fault}")));
        }
    }
    faults.sort();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is wrong with a link within the repository.
fn fault(page: &str, target: &str, read: &HashMap<String, markdown::Page>) -> Option<String> {
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let file = if path.is_empty() { page.to_owned() } else { beside(page, path) };
    if page.starts_with("docs/") && !file.starts_with("docs/") {
        return Some("leads out of the book".to_owned());
    }
    if !root().join(&file).exists() {
        return Some(format!("there is no {file}"));
    }
    let anchor = anchor?;
    match read.get(&file) {
        None => Some(format!("{file} is no page")),
        Some(page) if page.anchors.iter().any(|known| known == anchor) => None,
        Some(page) => Some(format!("no heading of {file} is #{anchor}; it has {:?}", page.anchors)),
    }
}

/// The path in the repository of what a page calls `path`.
fn beside(page: &str, path: &str) -> String {
    let mut found = PathBuf::new();
    for part in Path::new(page).parent().expect("a folder").join(path).components() {
        match part {
            Component::ParentDir => drop(found.pop()),
            part => found.push(part),
        }
    }
    found.to_string_lossy().replace('\\', "/")
}

#[test]
fn the_table_of_contents_lists_every_page_once() {
    let contents = markdown::read(&text("docs/SUMMARY.md"));
    let listed: Vec<String> = contents.links.iter().map(|(target, _)| format!("docs/{target}")).collect();
    let once: HashSet<&String> = listed.iter().collect();
    assert_eq!(once.len(), listed.len(), "a page is listed twice");
    let is_page = |page: &String| page.starts_with("docs/") && page != "docs/SUMMARY.md";
    let missing: Vec<String> = pages().into_iter().filter(|page| is_page(page) && !once.contains(page)).collect();
    assert!(missing.is_empty(), "docs/SUMMARY.md lacks {missing:?}");
}
