//! The reasons why entries of Git repositories could not be fetched, or cannot be used.

use crate::catalogue::CatalogueError;
use crate::files::{FileError, WriteFileError};

/// The reason why entries of Git repositories are not there.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum VendorError {
    /// They were never fetched, or the configuration has changed since.
    #[error("the catalogue entries of `{0}` are not fetched")]
    #[diagnostic(help("run `podpat patterns sync`, which is the only thing that uses the network"))]
    NotFetched(String),
    /// They are not what was fetched.
    #[error("`{folder}` does not match what `{lock}` records for `{git}`")]
    #[diagnostic(help(
        "run `podpat patterns sync` to fetch it again; entries of your own belong into `.podpat/patterns/`"
    ))]
    Changed {
        /// The folder with the entries.
        folder: String,
        /// The lock file.
        lock: String,
        /// The repository.
        git: String,
    },
    /// The files that were fetched are not those that were locked.
    #[error("`{git}` has other files for the commit {commit} than the lock file records")]
    #[diagnostic(help("somebody may have tampered with the repository or the lock file; nothing was written"))]
    OtherFiles {
        /// The repository.
        git: String,
        /// The commit.
        commit: String,
    },
    /// Two repositories have an entry of one name.
    #[error("`{name}` is in two repositories: `{first}` and `{second}`")]
    #[diagnostic(help("rename it in one of the two; otherwise the order would decide which one is used"))]
    Twice {
        /// The name of the entry.
        name: String,
        /// One repository.
        first: String,
        /// The other.
        second: String,
    },
    /// The lock file is none.
    #[error("`{0}` is not a lock file: {1}")]
    #[diagnostic(help("delete it and run `podpat patterns sync --update`, or restore it from the repository"))]
    Lock(String, String),
    /// git cannot be run.
    #[error("`git` cannot be run: {0}")]
    #[diagnostic(help("install git, with which the entries are fetched"))]
    NoGit(String),
    /// git fails.
    #[error("`{git}` cannot be fetched: {why}")]
    #[diagnostic(help("{help}"))]
    Fetch {
        /// The repository.
        git: String,
        /// The words of git.
        why: String,
        /// The advice.
        help: &'static str,
    },
    /// A file of the repository is not taken.
    #[error("`{file}` of `{git}` is {what}")]
    #[diagnostic(help("{help}"))]
    Refused {
        /// The repository.
        git: String,
        /// The file in it.
        file: String,
        /// The fault.
        what: String,
        /// The advice.
        help: &'static str,
    },
    /// The folder for them leads elsewhere.
    #[error("`{0}` is a link")]
    #[diagnostic(help("put a folder in its place; nothing was written"))]
    Link(String),
    /// An entry cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Entry(#[from] CatalogueError),
    /// A file cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),
    /// A file cannot be written.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Write(#[from] WriteFileError),
}
