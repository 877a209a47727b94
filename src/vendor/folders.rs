//! The folders of fetched entries, used only where they are what the lock says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::digest::{self, Files};
use super::lock::{LOCK, Lock};
use super::vendor_error::VendorError;
use crate::config::PatternSource;
use crate::files;

/// The folder of fetched entries in a project.
pub(super) const VENDOR: &str = ".podpat/vendor";

/// Returns the folders with the entries of some sources, in their order. `root` is the folder of the configuration.
///
/// # Errors
/// Where one is not fetched, is not what the lock says, or has an entry that another one has.
pub fn folders(root: &Path, sources: &[PatternSource]) -> Result<Vec<PathBuf>, VendorError> {
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let lock = Lock::read(root)?;
    let mut names = Names::default();
    let mut folders = Vec::new();
    for source in sources {
        let locked = lock.find(source).ok_or_else(|| VendorError::NotFetched(source.git.clone()))?;
        let folder = root.join(VENDOR).join(folder_name(&source.git, &source.path));
        let files = digest::read(&folder)?.ok_or_else(|| VendorError::NotFetched(source.git.clone()))?;
        if digest::of(&files) != locked.digest {
            let (folder, lock) = (folder.display().to_string(), root.join(LOCK).display().to_string());
            return Err(VendorError::Changed { folder, lock, git: source.git.clone() });
        }
        names.add(&source.git, &files)?;
        folders.push(folder);
    }
    Ok(folders)
}

/// Returns the name of the folder of a source: that of the repository, and what tells it from others of the same name.
pub(super) fn folder_name(git: &str, path: &str) -> String {
    let last = git.trim_end_matches('/').trim_end_matches(".git").rsplit(['/', ':']).next().unwrap_or_default();
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-' || *c == '_';
    let base: String = last.chars().filter(is_plain).take(40).collect();
    let digest = files::digest(format!("{git}\n{path}").as_bytes());
    let told_apart: String = digest.trim_start_matches("sha256:").chars().take(8).collect();
    format!("{base}-{told_apart}")
}

/// The entries of all sources so far.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// Adds the entries of a source.
    pub(super) fn add(&mut self, git: &str, files: &Files) -> Result<(), VendorError> {
        for name in files.keys().filter_map(|name| name.strip_suffix(".yaml")) {
            if let Some(first) = self.0.insert(name.to_owned(), git.to_owned()) {
                return Err(VendorError::Twice { name: name.to_owned(), first, second: git.to_owned() });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_have_names_of_their_own() {
        let name = folder_name("https://git.example.com/team/patterns.git", "");
        assert!(name.starts_with("patterns-") && name.len() == "patterns-".len() + 8, "{name}");
        assert_ne!(name, folder_name("https://git.example.com/other/patterns.git", ""));
        assert_ne!(name, folder_name("https://git.example.com/team/patterns.git", "a"));
        let hostile = folder_name("https://h/../..", "");
        assert!(!hostile.contains(['/', '.']), "{hostile}");
    }
}
