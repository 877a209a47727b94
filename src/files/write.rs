//! Writing files whole or not at all: each text goes into a temporary file beside its place and is flushed to the disk
//! there; only when all of a set are there are they put in place, one rename each. A full disk, a signal or an obstacle
//! leaves what was there before.

use std::collections::HashSet;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::{FileError, words};
use super::open::{is_descriptor, never_waiting, special};
use super::size::Size;

/// The way to treat files that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// They are an obstacle.
    Keep,
    /// They are replaced, with their permissions.
    Replace,
}

/// The reason why files were not written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum WriteFileError {
    /// It is there, and is to be kept.
    #[error("`{0}` already exists")]
    #[diagnostic(help("add `--force` to overwrite it, or name another folder; nothing was written"))]
    Exists(String),
    /// Somebody else wrote to it.
    #[error("`{0}` was changed while podpat looked at it")]
    #[diagnostic(help("run podpat again; the other change is still in the file"))]
    Changed(String),
    /// It cannot be read again.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Unreadable(#[from] FileError),
    /// Two of a set have the same name.
    #[error("two files would be called `{0}`")]
    #[diagnostic(help("give one of them another name; nothing was written"))]
    Twice(String),
    /// A link.
    #[error("`{0}` is a link to `{1}`")]
    #[diagnostic(help("name the file that it leads to; nothing was written"))]
    Link(String, String),
    /// Something else than a file.
    #[error("`{0}` is {1}, not a file")]
    #[diagnostic(help("name a file; nothing was written"))]
    NotAFile(String, &'static str),
    /// The system refuses.
    #[error("cannot write `{0}`: {1}")]
    #[diagnostic(help(
        "make sure that the folder can be written to and that there is space; what was there is unchanged"
    ))]
    Unwritable(String, String),
    /// The system refuses after some were put in place.
    #[error("cannot put `{0}` in place: {1}; {2} of {3} files were written")]
    #[diagnostic(help("remove what is in the way and run podpat again"))]
    Partly(String, String, usize, usize),
}

impl WriteFileError {
    fn of(path: &Path, error: &io::Error) -> Self {
        Self::Unwritable(path.display().to_string(), words(error))
    }
}

/// Writes one file that the user named; a descriptor of this process (`/dev/stdout`) and `/dev/null` as well.
///
/// # Errors
/// Fails if it cannot be written. What was there is unchanged then.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), WriteFileError> {
    if is_descriptor(path) || path == Path::new("/dev/null") {
        let written = OpenOptions::new().write(true).open(path).and_then(|mut file| file.write_all(bytes));
        return written.map_err(|error| WriteFileError::of(path, &error));
    }
    let mut set = WriteSet::new(Existing::Replace);
    set.add(path, bytes)?;
    set.put_in_place()
}

/// Writes one file that was read before, where it still holds what was read.
///
/// # Errors
/// Fails if somebody changed it since, or it cannot be written. What was there is unchanged then.
pub fn overwrite(path: &Path, before: &[u8], bytes: &[u8]) -> Result<(), WriteFileError> {
    if super::read::bytes(path, Size::LARGEST_MANIFEST)? != before {
        return Err(WriteFileError::Changed(path.display().to_string()));
    }
    write(path, bytes)
}

/// Makes a folder and those above it, where they are not there.
///
/// # Errors
/// Fails if the system refuses.
pub fn make_folder(path: &Path) -> Result<(), WriteFileError> {
    fs::create_dir_all(path).map_err(|error| WriteFileError::of(path, &error))
}

/// Deletes a file, and no link and nothing else.
///
/// # Errors
/// Where it is no file, or the system refuses.
pub fn remove(path: &Path) -> Result<(), WriteFileError> {
    obstacle(path, Existing::Replace)?;
    fs::remove_file(path).map_err(|error| WriteFileError::of(path, &error))
}

/// Files that are written together.
#[derive(Debug)]
pub struct WriteSet {
    existing: Existing,
    paths: HashSet<PathBuf>,
    prepared: Vec<(PathBuf, NamedTempFile, Existing)>,
}

impl WriteSet {
    /// No files yet.
    pub fn new(existing: Existing) -> Self {
        Self { existing, paths: HashSet::new(), prepared: Vec::new() }
    }

    /// Prepares a file in a folder that is there.
    ///
    /// # Errors
    /// Fails if something is in the way of it, or the system refuses.
    pub fn add(&mut self, path: &Path, bytes: &[u8]) -> Result<(), WriteFileError> {
        self.prepare(path, bytes, self.existing)
    }

    /// Prepares a file that takes the place of what is there, whatever becomes of the others.
    ///
    /// # Errors
    /// Where something else than a file is in the way of it, or the system refuses.
    pub fn replace(&mut self, path: &Path, bytes: &[u8]) -> Result<(), WriteFileError> {
        self.prepare(path, bytes, Existing::Replace)
    }

    fn prepare(&mut self, path: &Path, bytes: &[u8], existing: Existing) -> Result<(), WriteFileError> {
        let failed = |error: io::Error| WriteFileError::of(path, &error);
        if !self.paths.insert(path.to_owned()) {
            return Err(WriteFileError::Twice(path.display().to_string()));
        }
        let before = obstacle(path, existing)?;
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        let mut temporary = temporary(folder).map_err(failed)?;
        temporary.write_all(bytes).map_err(failed)?;
        if let Some(before) = before {
            keep_ownership(temporary.as_file(), &before);
            temporary.as_file().set_permissions(before.permissions()).map_err(failed)?;
        }
        temporary.as_file().sync_all().map_err(failed)?;
        self.prepared.push((path.to_owned(), temporary, existing));
        Ok(())
    }

    /// Puts all files in place.
    ///
    /// # Errors
    /// Fails if the system refuses, which the error says of which and how many were written before.
    pub fn put_in_place(self) -> Result<(), WriteFileError> {
        let count = self.prepared.len();
        for (done, (path, temporary, existing)) in self.prepared.into_iter().enumerate() {
            let put = match existing {
                Existing::Keep => temporary.persist_noclobber(&path),
                Existing::Replace => temporary.persist(&path),
            };
            put.map_err(|error| match done {
                0 => WriteFileError::of(&path, &error.error),
                _ => WriteFileError::Partly(path.display().to_string(), words(&error.error), done, count),
            })?;
            // The name is on the disk when the folder is; not every system lets a folder be flushed.
            if let Some(folder) = path.parent() {
                drop(File::open(folder).and_then(|folder| folder.sync_all()));
            }
        }
        Ok(())
    }
}

/// Looks at what is at a path: what is to be replaced, if anything.
fn obstacle(path: &Path, existing: Existing) -> Result<Option<Metadata>, WriteFileError> {
    let name = || path.display().to_string();
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(WriteFileError::of(path, &error)),
    };
    if metadata.is_symlink() {
        let target = fs::read_link(path).map(|target| target.display().to_string()).unwrap_or_default();
        return Err(WriteFileError::Link(name(), target));
    }
    let what = if metadata.is_dir() { Some("a folder") } else { special(metadata.file_type()) };
    match what {
        Some(what) => return Err(WriteFileError::NotAFile(name(), what)),
        None if existing == Existing::Keep => return Err(WriteFileError::Exists(name())),
        None => {}
    }
    // To rename would replace what may not be written to.
    never_waiting(OpenOptions::new().write(true)).open(path).map_err(|error| WriteFileError::of(path, &error))?;
    Ok(Some(metadata))
}

/// A new file that everybody may read, as far as the user's mask allows.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".podpat-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Gives a file the owner that the one it replaces has, where the user may.
#[cfg(unix)]
fn keep_ownership(file: &File, before: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let now = file.metadata().map(|now| (now.uid(), now.gid()));
    if now.is_ok_and(|now| now != (before.uid(), before.gid())) {
        drop(fchown(file, Some(before.uid()), Some(before.gid())));
    }
}

#[cfg(not(unix))]
fn keep_ownership(_: &File, _: &Metadata) {}
