//! Reading files and streams: never more than is allowed, and never what could be waited for without end. Knows nothing
//! of what the bytes say.

use std::fs::{self, File, FileType, Metadata};
use std::io::{self, Read};
use std::path::Path;

use crate::source::{NotText, Source};

/// Why a file or stream could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum FileError {
    /// There is nothing of that name.
    #[error("`{0}` does not exist")]
    #[diagnostic(help("name a file that does, or `-` for standard input"))]
    Missing(String),
    /// The system refuses.
    #[error("cannot read `{0}`: {1}")]
    Unreadable(String, String),
    /// Something else than a file. Reading it could wait for ever.
    #[error("`{0}` is {1}, not a file")]
    #[diagnostic(help("name a file, or pipe the text in and name `-`"))]
    NotAFile(String, &'static str),
    /// Above [`Source::LARGEST`].
    #[error("`{0}` is larger than 32 MiB")]
    #[diagnostic(help("split it: the API server takes no object above 1.5 MiB"))]
    TooLarge(String),
    /// Its bytes are no text.
    #[error("{0}")]
    #[diagnostic(help("{}", .0.help()))]
    NotText(NotText),
}

/// What there is at a path: a file, or a folder.
///
/// # Errors
/// Where there is nothing, or anything else.
pub fn look(path: &Path) -> Result<Metadata, FileError> {
    let name = || path.display().to_string();
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => FileError::Missing(name()),
        _ => unreadable(&name(), &error),
    })?;
    // What a shell hands over as `<(…)` has its writer already, so that reading it ends.
    let handed_over = ["/dev/", "/proc/"].iter().any(|folder| path.starts_with(folder));
    match other(metadata.file_type()).filter(|_| !handed_over) {
        Some(what) => Err(FileError::NotAFile(name(), what)),
        None => Ok(metadata),
    }
}

/// The bytes of a file.
///
/// # Errors
/// Where it is none, too large, or not to be had.
pub fn bytes(path: &Path) -> Result<Vec<u8>, FileError> {
    let name = path.display().to_string();
    let metadata = look(path)?;
    if metadata.is_dir() {
        return Err(FileError::NotAFile(name, "a folder"));
    }
    let mut file = File::open(path).map_err(|error| unreadable(&name, &error))?;
    all(&mut file, &name, metadata.len())
}

/// The text of a file.
///
/// # Errors
/// Where its bytes cannot be had, or are no text.
pub fn text(path: &Path) -> Result<Source, FileError> {
    Source::from_bytes(path.display().to_string(), bytes(path)?).map_err(FileError::NotText)
}

/// The bytes of a stream, to its end; messages call it `-`.
///
/// # Errors
/// Where there are too many, or the system refuses.
pub fn stream(from: &mut dyn Read) -> Result<Vec<u8>, FileError> {
    all(from, "-", 0)
}

/// At most as many bytes as are allowed; about `size` are to be expected.
fn all(from: &mut dyn Read, name: &str, size: u64) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(Source::LARGEST).min(Source::LARGEST));
    let read = from.take(Source::LARGEST as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(name, &error))?;
    if bytes.len() > Source::LARGEST { Err(FileError::TooLarge(name.to_owned())) } else { Ok(bytes) }
}

/// What a thing is that is neither file nor folder.
#[cfg(unix)]
pub fn other(kind: FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt;
    let kinds = [
        (kind.is_fifo(), "a named pipe"),
        (kind.is_socket(), "a socket"),
        (kind.is_block_device() || kind.is_char_device(), "a device"),
    ];
    kinds.into_iter().find_map(|(is, what)| is.then_some(what))
}

/// What a thing is that is neither file nor folder.
#[cfg(not(unix))]
pub fn other(_: FileType) -> Option<&'static str> {
    None
}

/// The system's words without its error number.
pub fn unreadable(name: &str, error: &io::Error) -> FileError {
    let words = error.to_string();
    let words = words.split(" (os error").next().unwrap_or(&words);
    let (first, rest) = words.split_at(words.chars().next().map_or(0, char::len_utf8));
    FileError::Unreadable(name.to_owned(), first.to_lowercase() + rest)
}
