//! What a project keeps for podpat (`.podpat.yaml`, `.podpat/`) is looked for in the folders above the input. Whoever
//! may write to one of these folders would otherwise say what podpat does: above the repository, and above what the
//! user named, only folders count that the user or root owns and that nobody else may write to.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::error::FileError;
use super::ignored::repository;
use super::open::{absolute, special};
use super::read::stays_within;

/// The kind of thing that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// The nearest thing of a name, and what was passed over on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discovered {
    /// The place.
    pub found: Option<PathBuf>,
    /// Those in folders that others may write to.
    pub passed_over: Vec<PathBuf>,
}

/// Looks for `name` in the folder `start` and those above it. The user named `named`, and `start` lies in it.
///
/// # Errors
/// Fails if something of that name is not what is wanted, or a link leads from it out of the project.
pub fn discover(start: &Path, named: &Path, name: &str, wanted: Wanted) -> Result<Discovered, FileError> {
    let mut discovered = Discovered::default();
    let (start, named) = (absolute(start), absolute(named));
    let repository = repository(&start).map(Path::to_owned);
    for folder in start.ancestors() {
        let path = folder.join(name);
        match fs::symlink_metadata(&path) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => continue,
            Err(error) => return Err(FileError::of(&path, &error)),
            Ok(_) => {}
        }
        let repository = repository.as_deref().filter(|repository| folder.starts_with(repository));
        if repository.is_none() && !folder.starts_with(&named) && !is_trusted(folder) {
            discovered.passed_over.push(path);
            continue;
        }
        stays_within(&path, repository.unwrap_or(folder))?;
        is_wanted(&path, wanted)?;
        discovered.found = Some(path);
        break;
    }
    Ok(discovered)
}

fn is_wanted(path: &Path, wanted: Wanted) -> Result<(), FileError> {
    let metadata = fs::metadata(path).map_err(|error| FileError::of(path, &error))?;
    let name = path.display().to_string();
    let what = if metadata.is_dir() { "a folder" } else { special(metadata.file_type()).unwrap_or("a file") };
    match wanted {
        Wanted::File if metadata.is_file() => Ok(()),
        Wanted::File => Err(FileError::NotAFile(name, what)),
        Wanted::Folder if metadata.is_dir() => Ok(()),
        Wanted::Folder => Err(FileError::NotAFolder(name, what)),
    }
}

/// Returns true if only the user and root may put things into a folder.
fn is_trusted(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|metadata| is_of_user(&metadata))
}

#[cfg(unix)]
fn is_of_user(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let is_owned = metadata.uid() == 0 || metadata.uid() == rustix::process::geteuid().as_raw();
    is_owned && metadata.mode() & 0o002 == 0
}

#[cfg(not(unix))]
fn is_of_user(_: &Metadata) -> bool {
    true
}
