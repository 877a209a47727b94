//! Why something that was named could not be read.

use crate::files::{FileError, Size};

/// The reason why something that was named could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum InputError {
    /// A file or stream, or what stands in the place of one.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),
    /// An address.
    #[error("`{0}` is not on this machine, and podpat fetches nothing")]
    #[diagnostic(help("fetch it yourself: `curl -sSf {0} | podpat lint -`"))]
    Remote(String),
    /// A folder without a single file of a known ending.
    #[error("no manifests in `{0}`")]
    #[diagnostic(help(
        "folders are searched for .yaml, .yml and .json; hidden files, and those that git or `.ignore` ignores, count only when named"
    ))]
    NoManifests(String),
    /// A text too large for the memory that may be taken.
    #[error("`{0}` may need more than {1} of memory to read")]
    #[diagnostic(help("split it, or allow more with `--max-memory`"))]
    TooLargeForMemory(String, Size),
    /// The findings take all the memory that may be used.
    #[error("{0} files were not checked: what was found in the others takes all of the {1} of memory allowed")]
    #[diagnostic(help("name fewer files at a time, select fewer rules, or allow more with `--max-memory`"))]
    OutOfMemory(usize, Size),
}
