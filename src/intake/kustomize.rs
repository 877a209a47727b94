//! Kustomizations and the patches they name: they look like objects, and are none until kustomize has applied them. A
//! patch that the user named alone is told by the kustomizations above it.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::names::Text;
use crate::files::{self, Size, plain};
use crate::lint::Note;
use crate::rendering::FILE_NAMES;
use crate::source::Source;
use crate::yaml::{self, Node};

const API_GROUP: &str = "kustomize.config.k8s.io/";

/// Takes kustomizations and their patches out of the texts. Where there are patches, a note says what to do.
pub(super) fn set_aside(texts: &mut Vec<Text<'_>>, verb: &str) -> Vec<Note> {
    let mut notes = Vec::new();
    let patches_of: HashMap<PathBuf, HashSet<PathBuf>> =
        texts.iter().filter_map(|text| Some((plain(text.path()?), patches(text)?))).collect();
    notes.extend(set_aside_named(texts, verb));
    if patches_of.is_empty() {
        return notes;
    }
    let files: HashSet<PathBuf> = texts.iter().filter_map(Text::path).map(plain).collect();
    let patches: HashSet<&PathBuf> = patches_of.values().flatten().collect();
    texts.retain(|text| {
        let Some(path) = text.path().map(plain) else { return true };
        let count = patches_of.get(&path).map(|patches| patches.intersection(&files).count());
        let message = match count {
            Some(0) if text.named => Some(format!("passed over: this is a kustomization; {}", instead(&path, verb))),
            Some(0) | None => None,
            Some(count) => Some(message(&path, count, verb)),
        };
        notes.extend(message.map(|message| Note { file: text.name.clone(), message }));
        count.is_none() && !patches.contains(&path)
    });
    notes
}

fn message(kustomization: &Path, count: usize, verb: &str) -> String {
    let patches = match count {
        1 => "a patch that kustomize applies was".to_owned(),
        _ => format!("{count} patches that kustomize applies were"),
    };
    format!("{patches} skipped; {}", instead(kustomization, verb))
}

/// Returns what to check in the place of a kustomization and its patches.
fn instead(kustomization: &Path, verb: &str) -> String {
    let folder = kustomization.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let folder = folder.display();
    format!(
        "check what comes of it: `podpat {verb} --render auto {folder}`, or `kubectl kustomize {folder} | podpat {verb} -`"
    )
}

/// The folders above a file that are looked into for a kustomization.
const LEVELS: usize = 4;

/// Takes the patches out that the user named without the kustomizations they are of, as hooks name what changed.
fn set_aside_named(texts: &mut Vec<Text<'_>>, verb: &str) -> Vec<Note> {
    let here: HashSet<PathBuf> = texts.iter().filter_map(Text::path).map(plain).collect();
    let mut known: HashMap<PathBuf, Option<HashSet<PathBuf>>> = HashMap::new();
    let mut notes = Vec::new();
    texts.retain(|text| {
        let Some(path) = text.path().filter(|_| text.named).map(plain) else { return true };
        let folders = path.ancestors().skip(1).take(LEVELS);
        let mut kustomizations = folders.flat_map(|folder| FILE_NAMES.map(|name| folder.join(name)));
        let names = |kustomization: &PathBuf| {
            let patches = known.entry(kustomization.clone()).or_insert_with(|| {
                let source = files::text(kustomization, Size::MANIFEST).ok();
                source.filter(|_| !here.contains(kustomization)).and_then(|source| patches_in(kustomization, source))
            });
            patches.as_ref().is_some_and(|patches| patches.contains(&path))
        };
        let found = kustomizations.find(names);
        notes.extend(found.as_ref().map(|found| Note {
            file: text.name.clone(),
            message: format!("passed over: `{}` applies it as a patch; {}", found.display(), instead(found, verb)),
        }));
        found.is_none()
    });
    notes
}

/// The files that a kustomization names as patches; `None` for what is no kustomization, or was rendered.
fn patches(text: &Text<'_>) -> Option<HashSet<PathBuf>> {
    let path = text.path().filter(|path| FILE_NAMES.iter().any(|name| path.file_name() == Some(name.as_ref())))?;
    if text.is_rendered() {
        return None;
    }
    patches_in(path, text.read().ok()?.ok()?)
}

fn patches_in(path: &Path, text: Source) -> Option<HashSet<PathBuf>> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let stream = yaml::parse(&Arc::new(text));
    let trees: Vec<_> = stream.documents.iter().map(|document| document.tree.as_ref().ok()).collect::<Option<_>>()?;
    // Flux has files of this name, too, with objects of its own.
    let is_ours = |root: Node<'_>| {
        root.get("apiVersion").is_none_or(|version| version.as_str().is_some_and(|text| text.starts_with(API_GROUP)))
    };
    let roots: Vec<Node<'_>> = trees.iter().map(|tree| tree.root()).collect();
    let all_ours = roots.iter().all(|root| is_ours(*root));
    all_ours.then(|| roots.into_iter().flat_map(named).map(|name| plain(&folder.join(name))).collect())
}

/// A patch is a file, or its text stands in the kustomization itself, which has more than one line.
fn named(root: Node<'_>) -> Vec<&str> {
    let items = |list: &str| root.get(list).into_iter().flat_map(Node::items);
    let by_path = items("patches").chain(items("patchesJson6902")).filter_map(|patch| patch.get("path"));
    let names = by_path.chain(items("patchesStrategicMerge")).filter_map(Node::as_str);
    names.filter(|name| !name.contains('\n')).collect()
}
