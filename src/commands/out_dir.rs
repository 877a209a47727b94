//! The folder that `generate --out-dir` writes to: what is written, what differs from it, and what is out of date in it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::difference::difference;
use super::out_manifest::{self, Manifest, NAME};
use crate::commands::Streams;
use crate::files::{self, Existing, FileError, Size, WriteFileError, WriteSet};
use crate::outcome::Outcome;
use crate::terminal::{Text, shown};

/// The name of the kustomization.
const KUSTOMIZATION: &str = "kustomization.yaml";

/// A file that is to be there.
#[derive(Debug)]
pub(super) struct OutFile {
    /// Its name in the folder.
    pub(super) name: String,
    /// Its text.
    pub(super) text: String,
}

/// A folder, and how it is treated.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutDir<'a> {
    /// Its path.
    pub(super) path: &'a Path,
    /// The treatment of files that are there already.
    pub(super) existing: Existing,
    /// `true` where files that podpat wrote before and that nothing makes any more are deleted.
    pub(super) prunes: bool,
    /// `true` where it gets a kustomization.
    pub(super) kustomizes: bool,
}

impl OutDir<'_> {
    /// Writes files, all of them or none, and deletes what is out of date where that is asked for. Returns what to
    /// tell of it.
    pub(super) fn write(self, mut wanted: Vec<OutFile>) -> miette::Result<Vec<Text>> {
        files::make_folder(self.path)?;
        let before = out_manifest::read(self.path)?;
        let stale = self.stale(&before, &wanted);
        self.add_kustomization(&mut wanted, &before, &stale);
        let mut after = before;
        let mut set = WriteSet::new(self.existing);
        for file in &wanted {
            set.add(&self.path.join(&file.name), file.text.as_bytes())?;
            after.insert(file.name.clone(), files::digest(file.text.as_bytes()));
        }
        let names = names(&wanted);
        after.retain(|name, _| names.contains(name.as_str()) || is_there(&self.path.join(name)));
        set.replace(&self.path.join(NAME), out_manifest::text(&after).as_bytes())?;
        set.put_in_place()?;
        let mut told: Vec<Text> =
            wanted.iter().map(|file| shown!("wrote {}\n", self.path.join(&file.name).display())).collect();
        told.extend(self.prune(&stale, &mut after)?);
        Ok(told)
    }

    /// Deletes what is out of date, and says what it kept because it was changed.
    fn prune(self, stale: &[Stale], manifest: &mut Manifest) -> Result<Vec<Text>, WriteFileError> {
        let mut told = Vec::new();
        for file in stale {
            if file.is_changed {
                told.push(shown!("kept {}: it was changed since podpat wrote it\n", file.path.display()));
                continue;
            }
            files::remove(&file.path)?;
            manifest.remove(&file.name);
            told.push(shown!("deleted {}\n", file.path.display()));
        }
        if !stale.is_empty() {
            files::write(&self.path.join(NAME), out_manifest::text(manifest).as_bytes())?;
        }
        Ok(told)
    }

    /// Shows how the folder differs from what would be written, and writes nothing.
    pub(super) fn compare(self, mut wanted: Vec<OutFile>, streams: &mut Streams<'_>) -> miette::Result<Outcome> {
        let before = if files::is_folder(self.path) { out_manifest::read(self.path)? } else { Manifest::new() };
        let stale = self.stale(&before, &wanted);
        self.add_kustomization(&mut wanted, &before, &stale);
        let mut differing = 0;
        for file in &wanted {
            let path = self.path.join(&file.name);
            let there = content(&path)?;
            if there.as_deref() != Some(file.text.as_bytes()) {
                differing += 1;
                streams.print(difference(&path, there.as_deref(), Some(&file.text)))?;
            }
        }
        for file in stale.iter().filter(|file| !file.is_changed) {
            differing += 1;
            streams.print(difference(&file.path, content(&file.path)?.as_deref(), None))?;
        }
        if differing == 0 {
            return Ok(Outcome::Clean);
        }
        let folder = self.path.display();
        streams.note(match differing {
            1 => shown!("1 file in `{}` differs from what its description makes\n", folder),
            _ => shown!("{} files in `{}` differ from what their descriptions make\n", differing, folder),
        });
        Ok(Outcome::Findings)
    }

    /// The files that podpat wrote before and that nothing makes any more, where they are to be deleted.
    fn stale(self, manifest: &Manifest, wanted: &[OutFile]) -> Vec<Stale> {
        let (mut stale, names) = (Vec::new(), names(wanted));
        for (name, digest) in manifest.iter().filter(|_| self.prunes) {
            let path = self.path.join(name);
            let is_wanted = names.contains(name.as_str()) || (self.kustomizes && name == KUSTOMIZATION);
            if is_wanted || !is_there(&path) {
                continue;
            }
            let is_changed = files::bytes_within(&path, self.path, Size::MANIFEST)
                .map_or(true, |bytes| files::digest(&bytes) != *digest);
            stale.push(Stale { name: name.clone(), path, is_changed });
        }
        stale
    }

    /// Adds a kustomization of all files that podpat keeps in the folder.
    fn add_kustomization(self, wanted: &mut Vec<OutFile>, before: &Manifest, stale: &[Stale]) {
        if !self.kustomizes {
            return;
        }
        let kept = before.keys().filter(|name| *name != KUSTOMIZATION && is_there(&self.path.join(name)));
        let stale: HashSet<&str> = stale.iter().map(|file| file.name.as_str()).collect();
        let kept = kept.filter(|name| !stale.contains(name.as_str()));
        let mut names: Vec<&str> =
            wanted.iter().map(|file| file.name.as_str()).chain(kept.map(String::as_str)).collect();
        names.sort_unstable();
        names.dedup();
        let resources: String = names.iter().map(|name| format!("- {name}\n")).collect();
        let head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n";
        wanted.push(OutFile { name: KUSTOMIZATION.to_owned(), text: format!("{head}{resources}") });
    }
}

/// A file that podpat wrote before and that nothing makes any more.
#[derive(Debug)]
struct Stale {
    name: String,
    path: PathBuf,
    /// `true` where somebody changed it since.
    is_changed: bool,
}

fn names(files: &[OutFile]) -> HashSet<&str> {
    files.iter().map(|file| file.name.as_str()).collect()
}

fn is_there(path: &Path) -> bool {
    files::at(path).is_ok()
}

/// The bytes of a file, where there is one.
fn content(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    match files::bytes(path, Size::MANIFEST) {
        Err(FileError::Missing(_)) => Ok(None),
        other => other.map(Some),
    }
}
