//! Reading whole files and streams, never more than is allowed.

use std::fs::{self, File};
use std::io::{self, Read};
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

/// A file or stream that is read piece by piece, never more than is allowed. What goes wrong ends it, and is told.
pub struct Bounded<'a> {
    name: String,
    from: Box<dyn Read + Send + 'a>,
    limit: Option<Size>,
    read: u64,
    tell: Box<dyn FnMut(FileError) + Send + 'a>,
}

impl<'a> Bounded<'a> {
    /// A stream that messages call by a name.
    pub fn new(
        name: &str,
        from: Box<dyn Read + Send + 'a>,
        limit: Option<Size>,
        tell: impl FnMut(FileError) + Send + 'a,
    ) -> Self {
        Self { name: name.to_owned(), from, limit, read: 0, tell: Box::new(tell) }
    }

    /// Opens a file that the user named; links are followed.
    ///
    /// # Errors
    /// Fails if it is no file, larger than `limit`, or not to be had.
    pub fn open(path: &Path, limit: Option<Size>, tell: impl FnMut(FileError) + Send + 'a) -> Result<Self, FileError> {
        let name = path.display().to_string();
        if is_descriptor(path) && at(path)? == At::Descriptor {
            let file = File::open(path).map_err(|error| FileError::of(path, &error))?;
            return Ok(Self::new(&name, Box::new(file), limit, tell));
        }
        let (file, metadata) = regular(path)?;
        match limit.filter(|limit| metadata.len() > limit.0) {
            Some(limit) => Err(FileError::TooLarge(name, limit)),
            None => Ok(Self::new(&name, Box::new(file), limit, tell)),
        }
    }

    /// Ends the reading with an error.
    fn end(&mut self, error: FileError) -> usize {
        self.from = Box::new(io::empty());
        (self.tell)(error);
        0
    }
}

impl Read for Bounded<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.from.read(into) {
            Ok(count) => {
                self.read += count as u64;
                let exceeded = self.limit.filter(|limit| self.read > limit.0);
                Ok(exceeded.map_or(count, |limit| self.end(FileError::TooLarge(self.name.clone(), limit))))
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => Ok(self.end(FileError::Unreadable(self.name.clone(), words(&error)))),
        }
    }
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
