//! The files that a kustomization is made of, as far as they matter before kustomize reads them: where its objects stand,
//! and that nothing is to be fetched.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::RenderError;
use crate::files::{self, Size};
use crate::yaml::{self, Node};

/// The names of kustomizations, in the order in which kustomize looks for them.
pub const FILE_NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Fields whose entries are files or folders of objects; what is at no path of this machine would be fetched.
const OBJECTS: [&str; 6] = ["resources", "bases", "components", "generators", "transformers", "validators"];

/// Fields whose entries are files, or mappings of which these fields are.
const FILES: [(&str, &[&str]); 9] = [
    ("crds", &[]),
    ("configurations", &[]),
    ("patchesStrategicMerge", &[]),
    ("patches", &["path"]),
    ("patchesJson6902", &["path"]),
    ("replacements", &["path"]),
    ("configMapGenerator", &["files", "envs", "env"]),
    ("secretGenerator", &["files", "envs", "env"]),
    ("helmCharts", &["repo", "valuesFile", "additionalValuesFiles"]),
];

/// The most kustomizations that one may include.
const MOST: usize = 1000;

/// Returns the kustomization of a folder.
pub(super) fn in_folder(folder: &Path) -> Option<PathBuf> {
    FILE_NAMES.iter().map(|name| folder.join(name)).find(|path| files::is_plain_file(path))
}

/// Returns the files with the objects of a kustomization and of those it includes.
///
/// # Errors
/// Fails if one of them cannot be read, or names something that would have to be fetched.
pub(super) fn sources(folder: &Path) -> Result<Vec<PathBuf>, RenderError> {
    let (mut sources, mut seen, mut folders) = (Vec::new(), HashSet::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        if !seen.insert(files::without_links(&next)) {
            continue;
        }
        if seen.len() > MOST {
            return Err(RenderError::TooMany(folder.display().to_string(), MOST));
        }
        // Anything else is for kustomize to complain about.
        let Some(file) = in_folder(&next) else { continue };
        let stream = yaml::parse(&Arc::new(files::text(&file, Size::MANIFEST)?));
        let remote =
            |name: &str| RenderError::Remote(file.display().to_string(), name.to_owned(), folder.display().to_string());
        for tree in stream.documents.iter().filter_map(|document| document.tree.as_ref().ok()) {
            if let Some(name) = files_of(tree.root()).find(|name| name.contains("://")) {
                return Err(remote(name));
            }
            for name in objects_of(tree.root()) {
                let path = short(next.join(name));
                match files::at(&path) {
                    Ok(files::At::Folder) => folders.push(path),
                    Ok(_) => sources.push(path),
                    // The text of an object may stand there itself.
                    Err(_) if name.contains('\n') => {}
                    Err(_) => return Err(remote(name)),
                }
            }
        }
    }
    Ok(sources)
}

/// Returns a path without `..`, where it leads to the same thing then.
fn short(path: PathBuf) -> PathBuf {
    let plain = files::plain(&path);
    if files::without_links(&plain) == files::without_links(&path) { plain } else { path }
}

fn objects_of(root: Node<'_>) -> impl Iterator<Item = &str> {
    OBJECTS.into_iter().filter_map(move |field| root.get(field)).flat_map(Node::items).filter_map(Node::as_str)
}

/// Returns what stands where the name of a file does; names may have a key and `=` before them.
fn files_of(root: Node<'_>) -> impl Iterator<Item = &str> {
    let openapi = root.get("openapi").and_then(|it| it.get("path"));
    let of_field = move |(field, inner): (&'static str, &'static [&'static str])| {
        let items = root.get(field).into_iter().flat_map(Node::items);
        items.flat_map(move |item| {
            let nested = inner.iter().filter_map(move |name| item.get(name));
            std::iter::once(item).chain(nested.flat_map(|it| std::iter::once(it).chain(it.items())))
        })
    };
    let names = openapi.into_iter().chain(FILES.into_iter().flat_map(of_field)).filter_map(Node::as_str);
    names.filter(|name| !name.contains('\n'))
}
