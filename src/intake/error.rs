//! Why something that was named could not be read.

use crate::files::FileError;

/// Why something that was named could not be read.
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
}
