//! The reasons why a file, a folder or a stream could not be read.

use std::io;
use std::path::Path;

use super::size::Size;
use crate::source::NotText;

/// The reason why a file or stream could not be read.
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
    /// Something else than a folder.
    #[error("`{0}` is {1}, not a folder")]
    #[diagnostic(help("remove it, or put a folder in its place"))]
    NotAFolder(String, &'static str),
    /// A link to a file that the user did not point at.
    #[error("`{0}` is a link that leads out of `{1}`")]
    #[diagnostic(help("put the file itself in the place of the link, or name the file that the link leads to"))]
    LeadsOut(String, String),
    /// Above the limit.
    #[error("`{0}` is larger than {1}")]
    #[diagnostic(help("{}", too_large(*.1)))]
    TooLarge(String, Size),
    /// Its bytes are no text.
    #[error("{0}")]
    #[diagnostic(help("{}", .0.help()))]
    NotText(NotText),
}

impl FileError {
    /// Returns the error of the system about a path.
    pub(super) fn of(path: &Path, error: &io::Error) -> Self {
        let name = path.display().to_string();
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing(name),
            _ => Self::Unreadable(name, words(error)),
        }
    }
}

/// Returns the help for a file above a limit.
fn too_large(limit: Size) -> &'static str {
    if limit < Size::MANIFEST {
        "shorten it"
    } else {
        "split it, or allow more with `--max-file-size`; the API server takes no object above 1.5 MiB"
    }
}

/// The system's words without its error number.
pub(super) fn words(error: &io::Error) -> String {
    let words = error.to_string();
    let words = words.split(" (os error").next().unwrap_or(&words);
    let (first, rest) = words.split_at(words.chars().next().map_or(0, char::len_utf8));
    first.to_lowercase() + rest
}
