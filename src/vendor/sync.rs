//! Fetching all sources of a project: into memory, judged, and only then to the disk.

use std::path::Path;
use std::time::Duration;

use super::digest::{self, Files};
use super::fetch::{Fetched, fetch};
use super::folders::{Names, VENDOR, folder_name};
use super::lock::{LOCK, Lock, Locked};
use super::vendor_error::VendorError;
use crate::catalogue::{Catalogue, CatalogueError, Links, Origin, PatternFolder};
use crate::config::PatternSource;
use crate::files;

/// A source after it was fetched.
#[derive(Debug)]
pub struct Synced {
    /// Its address.
    pub git: String,
    /// The reference.
    pub reference: String,
    /// The commit that is locked now.
    pub commit: String,
    /// The number of its entries.
    pub entries: usize,
    /// `true` where nothing had to be fetched.
    pub is_unchanged: bool,
}

/// The way sources are fetched.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// `true` where the references count, and not what is locked.
    pub update: bool,
    /// The time that one source may take.
    pub timeout: Duration,
}

/// Fetches what is locked, or what references lead to where nothing is locked or an update is wanted. `root` is the
/// folder of the configuration.
///
/// # Errors
/// Where one of the sources cannot be fetched or used. Nothing was written then.
pub fn sync(root: &Path, sources: &[PatternSource], options: Options) -> Result<Vec<Synced>, VendorError> {
    let before = Lock::read(root)?;
    let vendor = root.join(VENDOR);
    if files::link_below(root, &vendor).is_some() {
        return Err(VendorError::Link(vendor.display().to_string()));
    }
    files::make_folder(&vendor)?;
    let (mut lock, mut names, mut synced) = (Lock { version: 1, sources: Vec::new() }, Names::default(), Vec::new());
    let mut written: Vec<(String, Files)> = Vec::new();
    for source in sources {
        let folder = folder_name(&source.git, &source.path);
        let locked = before.find(source).filter(|_| !options.update);
        let there = digest::read(&vendor.join(&folder))?;
        let kept = there.zip(locked).filter(|(files, locked)| digest::of(files) == locked.digest);
        let is_unchanged = kept.is_some();
        let (commit, files) = match kept {
            Some((files, locked)) => (locked.commit.clone(), files),
            None => fetch_locked(source, locked, options.timeout)?,
        };
        names.add(&source.git, &files)?;
        let entries = files.keys().filter(|name| name.strip_suffix(".yaml").is_some()).count();
        let (git, reference) = (source.git.clone(), source.reference.clone());
        let digest = digest::of(&files);
        lock.sources.push(Locked {
            git: git.clone(),
            reference: reference.clone(),
            path: source.path.clone(),
            commit: commit.clone(),
            digest,
        });
        synced.push(Synced { git, reference, commit, entries, is_unchanged });
        if !is_unchanged {
            judge(&source.git, &files)?;
            written.push((folder, files));
        }
    }
    for (folder, files) in &written {
        files::replace_folder(&vendor.join(folder), files)?;
    }
    files::write(&root.join(LOCK), lock.text().as_bytes())?;
    let wanted: Vec<String> = sources.iter().map(|source| folder_name(&source.git, &source.path)).collect();
    let former = before.sources.iter().map(|locked| folder_name(&locked.git, &locked.path));
    for folder in former.filter(|folder| !wanted.contains(folder)) {
        files::remove_folder(&vendor.join(folder))?;
    }
    Ok(synced)
}

/// Fetches a source, and compares it with what is locked.
fn fetch_locked(
    source: &PatternSource,
    locked: Option<&Locked>,
    timeout: Duration,
) -> Result<(String, Files), VendorError> {
    let Fetched { commit, files } = fetch(source, locked.map(|locked| locked.commit.as_str()), timeout)?;
    if locked.is_some_and(|locked| locked.digest != digest::of(&files)) {
        return Err(VendorError::OtherFiles { git: source.git.clone(), commit });
    }
    Ok((commit, files))
}

/// Reads every entry, so that one that this podpat cannot use is known before it is written.
fn judge(git: &str, files: &Files) -> Result<(), VendorError> {
    let folder = files::temporary_folder()?;
    for (name, bytes) in files {
        files::write(&folder.path().join(name), bytes)?;
    }
    let mut catalogue = Catalogue::default();
    catalogue.add(&PatternFolder { path: folder.path().to_owned(), links: Links::WithinFolder })?;
    for listed in catalogue.files() {
        let Origin::File(path) = &listed.origin else { continue };
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        listed.read().map_err(|error| named(error, &format!("{file} of {git}")))?;
    }
    Ok(())
}

/// The same error, about the file as the user knows it.
fn named(error: CatalogueError, name: &str) -> CatalogueError {
    match error {
        CatalogueError::Broken(mistakes) => {
            CatalogueError::Broken(mistakes.into_iter().map(|mistake| mistake.in_file(name)).collect())
        }
        error @ CatalogueError::File(_) => error,
    }
}
