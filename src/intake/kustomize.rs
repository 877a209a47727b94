//! Kustomizations and the patches they name: they look like objects, and are none until kustomize has applied them. A
//! patch that the user named alone is told by the kustomizations above it.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::names::Text;
use crate::files::{self, Size, plain};
use crate::k8s;
use crate::lint::Note;
use crate::rendering::FILE_NAMES;
use crate::source::Source;
use crate::yaml::{self, Node};

const API_GROUP: &str = "kustomize.config.k8s.io/";

/// Takes kustomizations and their patches out of the texts. Where there are patches, a note says what to do.
pub(super) fn set_aside(texts: &mut Vec<Text<'_>>, verb: &str) -> Vec<Note> {
    let mut notes = Vec::new();
    let kustomizations: HashMap<PathBuf, Kustomization> =
        texts.iter().filter_map(|text| Some((plain(text.path()?), Kustomization::of(text)?))).collect();
    notes.extend(set_aside_named(texts, verb));
    if kustomizations.is_empty() {
        return notes;
    }
    let by_folder = by_folder(&kustomizations);
    let files: HashSet<PathBuf> = texts.iter().filter_map(Text::path).map(plain).collect();
    let patches: HashSet<&PathBuf> = kustomizations.values().flat_map(|own| &own.patches).collect();
    let others: HashMap<&PathBuf, &PathBuf> =
        kustomizations.iter().flat_map(|(path, own)| own.others.iter().map(move |other| (other, path))).collect();
    for text in texts.iter_mut() {
        let Some(path) = text.path().filter(|_| !text.is_rendered()).map(plain) else { continue };
        // What lies beside a kustomization, and is none of its resources, is hardly whole.
        let beside = || by_folder.get(path.parent()?).filter(|_| !text.named);
        let kustomization = others.get(&path).or_else(beside);
        text.kustomization =
            kustomization.map(|own| folder(own).display().to_string()).or_else(|| text.kustomization.take());
    }
    // Without anything to judge, it matters what was passed over.
    let is_alone = texts.iter().all(|text| text.path().is_some_and(|path| kustomizations.contains_key(&plain(path))));
    texts.retain(|text| {
        let Some(path) = text.path().map(plain) else { return true };
        let count = kustomizations.get(&path).map(|own| own.patches.intersection(&files).count());
        let is_patch = patches.contains(&path);
        let is_unused = !is_patch && !text.named && !others.contains_key(&path) && is_called_patch(&path, &by_folder);
        let message = match count {
            Some(0) if text.named || is_alone => {
                Some(format!("skipped: this is a kustomization; {}", instead(&path, verb)))
            }
            Some(0) => None,
            Some(count) => Some(message(&path, count, verb)),
            None => is_unused.then(|| UNUSED.to_owned()),
        };
        notes.extend(message.map(|message| Note { file: text.name.clone(), message }));
        count.is_none() && !is_patch && !is_unused
    });
    notes
}

/// Returns kustomizations by their folders; of several in one folder the one whose name comes first.
fn by_folder(kustomizations: &HashMap<PathBuf, Kustomization>) -> HashMap<&Path, &PathBuf> {
    let named = |name: &'static str| {
        let all = kustomizations.keys().filter(move |path| path.file_name() == Some(name.as_ref()));
        all.filter_map(|path| Some((path.parent()?, path)))
    };
    FILE_NAMES.into_iter().rev().flat_map(named).collect()
}

/// The word that says of a file that it is a patch.
const PATCH: &str = "patch";

/// The note about a patch that was left out of its kustomization, as `kubebuilder` does with those of features not in use.
const UNUSED: &str = "skipped: this is a patch by its name, and no kustomization here applies it";

/// Returns true if a file is called a patch, or lies in a folder of patches, below a kustomization.
fn is_called_patch(path: &Path, by_folder: &HashMap<&Path, &PathBuf>) -> bool {
    if !path.to_string_lossy().contains(PATCH) {
        return false;
    }
    let mut folders = path.ancestors().skip(1).take(LEVELS);
    let Some(folder) = folders.find(|folder| by_folder.contains_key(folder)) else { return false };
    let below = path.strip_prefix(folder).unwrap_or(path).to_string_lossy();
    below
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| word.strip_prefix(PATCH).is_some_and(|end| matches!(end, "" | "es")))
}

fn message(kustomization: &Path, count: usize, verb: &str) -> String {
    let patches = match count {
        1 => "a patch that kustomize applies was".to_owned(),
        _ => format!("{count} patches that kustomize applies were"),
    };
    format!("{patches} skipped; {}", instead(kustomization, verb))
}

/// Returns what to read in the place of a kustomization and its patches.
fn instead(kustomization: &Path, verb: &str) -> String {
    let folder = folder(kustomization).display();
    let piped = format!("`kubectl kustomize {folder} | podpat {verb} -`");
    if k8s::renders(verb) {
        format!("check the rendered manifests: `podpat {verb} --render auto {folder}`, or {piped}")
    } else {
        format!("name the file of a whole workload, or take the rendered manifests, as in {piped}")
    }
}

fn folder(kustomization: &Path) -> &Path {
    kustomization.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}

/// The folders above a file that are looked into for a kustomization.
const LEVELS: usize = 4;

/// Takes the patches out that the user named without the kustomizations they are of, as hooks name what changed, and
/// marks the resources of such kustomizations.
fn set_aside_named(texts: &mut Vec<Text<'_>>, verb: &str) -> Vec<Note> {
    let here: HashSet<PathBuf> = texts.iter().filter_map(Text::path).map(plain).collect();
    let mut known: HashMap<PathBuf, Option<Kustomization>> = HashMap::new();
    let mut notes = Vec::new();
    texts.retain_mut(|text| {
        let Some(path) = text.path().filter(|_| text.named).map(plain) else { return true };
        let folders = path.ancestors().skip(1).take(LEVELS);
        for kustomization in folders.flat_map(|folder| FILE_NAMES.map(|name| folder.join(name))) {
            let own = known.entry(kustomization.clone()).or_insert_with(|| {
                let source = files::text(&kustomization, Size::MANIFEST).ok();
                source
                    .filter(|_| !here.contains(&kustomization))
                    .and_then(|text| Kustomization::read(&kustomization, text))
            });
            let Some(own) = own else { continue };
            if own.others.contains(&path) {
                text.kustomization = Some(folder(&kustomization).display().to_string());
                return true;
            }
            if own.patches.contains(&path) {
                let (found, instead) = (kustomization.display(), instead(&kustomization, verb));
                let message = format!("skipped: `{found}` applies it as a patch; {instead}");
                notes.push(Note { file: text.name.clone(), message });
                return false;
            }
        }
        true
    });
    notes
}

/// The files that a kustomization names.
struct Kustomization {
    patches: HashSet<PathBuf>,
    /// Resources and whatever else it takes as it is.
    others: HashSet<PathBuf>,
}

impl Kustomization {
    /// Returns `None` for what is no kustomization, or was rendered.
    fn of(text: &Text<'_>) -> Option<Self> {
        let path = text.path().filter(|path| FILE_NAMES.iter().any(|name| path.file_name() == Some(name.as_ref())))?;
        if text.is_rendered() {
            return None;
        }
        Self::read(path, text.read().ok()?.ok()?)
    }

    fn read(path: &Path, text: Source) -> Option<Self> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let stream = yaml::parse(&Arc::new(text));
        let trees: Vec<_> =
            stream.documents.iter().map(|document| document.tree.as_ref().ok()).collect::<Option<_>>()?;
        // Flux has files of this name, too, with objects of its own.
        let is_ours = |root: Node<'_>| {
            let group = |version: Node<'_>| version.as_str().is_some_and(|text| text.starts_with(API_GROUP));
            root.get("apiVersion").is_none_or(group)
        };
        let roots: Vec<Node<'_>> = trees.iter().map(|tree| tree.root()).collect();
        let paths = |names: fn(Node<'_>) -> Vec<&str>| {
            roots.iter().flat_map(|root| names(*root)).map(|name| plain(&folder.join(name))).collect()
        };
        let all_ours = roots.iter().all(|root| is_ours(*root));
        all_ours.then(|| Self { patches: paths(named_patches), others: paths(named_others) })
    }
}

/// A patch is a file, or its text stands in the kustomization itself, which has more than one line.
fn named_patches(root: Node<'_>) -> Vec<&str> {
    let items = |list: &str| root.get(list).into_iter().flat_map(Node::items);
    let by_path = items("patches").chain(items("patchesJson6902")).filter_map(|patch| patch.get("path"));
    // Older ones list nothing but the names of files.
    let names = by_path.chain(items("patches")).chain(items("patchesStrategicMerge")).filter_map(Node::as_str);
    names.filter(|name| !name.contains('\n')).collect()
}

fn named_others(root: Node<'_>) -> Vec<&str> {
    let lists = ["resources", "bases", "components", "crds", "generators", "transformers", "configurations"];
    lists.into_iter().filter_map(|list| root.get(list)).flat_map(Node::items).filter_map(Node::as_str).collect()
}
