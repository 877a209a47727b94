//! Folders as a whole: temporary ones, how much is in them, and putting one in the place of another.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempDir;

use super::error::words;
use super::write::WriteFileError;

/// Returns true if a regular file stands at a path, and no link to one.
pub fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// Makes a folder that goes away with what it returns, and that nobody else may enter.
///
/// # Errors
/// Fails if the system refuses.
pub fn temporary_folder() -> Result<TempDir, WriteFileError> {
    let failed = |error: io::Error| unwritable(&std::env::temp_dir(), &error);
    tempfile::Builder::new().prefix("podpat-").tempdir().map_err(failed)
}

/// Returns the bytes of all files below a folder, as far as the system says. Links are not followed.
pub fn size_below(folder: &Path) -> u64 {
    let (mut size, mut folders) = (0_u64, vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.is_dir() {
                folders.push(entry.path());
            }
            size = size.saturating_add(metadata.len());
        }
    }
    size
}

/// Puts a folder with some files in the place of what is at a path. The folder above it has to be there.
///
/// # Errors
/// Fails if the system refuses. What was there is unchanged then.
pub fn replace_folder(path: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), WriteFileError> {
    let failed = |error: io::Error| unwritable(path, &error);
    let above = path.parent().unwrap_or(Path::new("."));
    let staging = tempfile::Builder::new().prefix(".podpat-").tempdir_in(above).map_err(failed)?;
    let (new, old) = (staging.path().join("new"), staging.path().join("old"));
    fs::create_dir(&new).map_err(failed)?;
    for (name, bytes) in files {
        fs::write(new.join(name), bytes).map_err(failed)?;
    }
    let was_there = match fs::rename(path, &old) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(failed(error)),
    };
    fs::rename(&new, path).map_err(|error| {
        if was_there {
            drop(fs::rename(&old, path));
        }
        failed(error)
    })
}

/// Deletes a folder and what is in it, or a link in its place; nothing where there is none.
///
/// # Errors
/// Fails if the system refuses.
pub fn remove_folder(path: &Path) -> Result<(), WriteFileError> {
    let removed = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(_) => return Ok(()),
    };
    removed.map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &io::Error) -> WriteFileError {
    WriteFileError::Unwritable(path.display().to_string(), words(error))
}
