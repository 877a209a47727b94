//! Reading whole files and streams, never more than is allowed.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use super::error::{FileError, words};
use super::open::{At, at, is_descriptor, regular};
use super::size::Size;
use crate::source::Source;

/// The bytes of a file that the user named; links are followed.
///
/// # Errors
/// Fails if it is no file, larger than `limit`, or not to be had.
pub fn bytes(path: &Path, limit: Size) -> Result<Vec<u8>, FileError> {
    let name = path.display().to_string();
    if is_descriptor(path) && at(path)? == At::Descriptor {
        let mut file = File::open(path).map_err(|error| FileError::of(path, &error))?;
        return all(&mut file, &name, 0, limit);
    }
    let (mut file, metadata) = regular(path)?;
    all(&mut file, &name, metadata.len(), limit)
}

/// The bytes of a file that was found in a folder. A link is followed within `folder` only.
///
/// # Errors
/// Fails if it is no file, larger than `limit`, not to be had, or a link that leads out of the folder.
pub fn bytes_within(path: &Path, folder: &Path, limit: Size) -> Result<Vec<u8>, FileError> {
    stays_within(path, folder)?;
    bytes(path, limit)
}

/// Checks that no link leads from `path` out of `folder`.
pub(super) fn stays_within(path: &Path, folder: &Path) -> Result<(), FileError> {
    let failed = |error| FileError::of(path, &error);
    let target = fs::canonicalize(path).map_err(failed)?;
    if target.starts_with(fs::canonicalize(folder).map_err(failed)?) {
        return Ok(());
    }
    let shown = |path: &Path| path.display().to_string();
    Err(FileError::LeadsOut(shown(path), shown(folder)))
}

/// The text of a file that the user named.
///
/// # Errors
/// Fails if its bytes cannot be had, or are no text.
pub fn text(path: &Path, limit: Size) -> Result<Source, FileError> {
    Source::from_bytes(path.display().to_string(), bytes(path, limit)?).map_err(FileError::NotText)
}

/// The bytes of a stream, to its end; messages call it `-`.
///
/// # Errors
/// Fails if there are more than `limit`, or the system refuses.
pub fn stream(from: &mut dyn Read, limit: Size) -> Result<Vec<u8>, FileError> {
    all(from, "-", 0, limit)
}

/// At most `limit` bytes; about `expected` are there.
fn all(from: &mut dyn Read, name: &str, expected: u64, limit: Size) -> Result<Vec<u8>, FileError> {
    if expected > limit.0 {
        return Err(FileError::TooLarge(name.to_owned(), limit));
    }
    let mut bytes = Vec::with_capacity(Size(expected).length());
    let read = from.take(limit.0.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| FileError::Unreadable(name.to_owned(), words(&error)))?;
    if bytes.len() > limit.length() { Err(FileError::TooLarge(name.to_owned(), limit)) } else { Ok(bytes) }
}
