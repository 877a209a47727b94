//! The reasons why something that was named could not be read.

use crate::files::{FileError, Size};
use crate::rendering::RenderError;

/// The reason why something that was named could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum InputError {
    /// A file or stream, or what stands in the place of one.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),
    /// A kustomization or chart that is not rendered.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Render(#[from] RenderError),
    /// An address.
    #[error("`{0}` is not on this machine, and podpat fetches nothing")]
    #[diagnostic(help("fetch it yourself, as in `curl -sSfO {0}`, and name the file"))]
    Remote(String),
    /// A description, which is what manifests are made of.
    #[error("`{0}` is a description of podpat, not a manifest")]
    #[diagnostic(help("check the manifests that it generates: `podpat generate {0} | podpat {1} -`"))]
    Description(String, &'static str),
    /// A folder without a single file of a known ending.
    #[error("no manifests in `{0}`")]
    #[diagnostic(help(
        "folders are searched for .yaml, .yml and .json; hidden files, and those that git or `.ignore` ignores, count only when named"
    ))]
    NoManifests(String),
    /// An object that is not read, by its text, its line and the limit.
    #[error("an object of `{0}` (line {1}) is larger than {2}, and nothing was read from there on")]
    #[diagnostic(help(
        "split it, or allow more with `--max-object-size`; the API server takes no object above 1.5 MiB"
    ))]
    ObjectTooLarge(String, usize, Size),
    /// A text with an object too large for the memory that may be taken.
    #[error("`{0}` may need more than {1} of memory to read")]
    #[diagnostic(help("split it, or allow more with `--max-memory`"))]
    TooLargeForMemory(String, Size),
    /// Objects that can be read only once, and are too many to keep until all were read.
    #[error(
        "`{0}` has so many objects that {1} of memory is too little to look at them together; the rest was not read"
    )]
    #[diagnostic(help("allow more with `--max-memory`, or check one namespace at a time"))]
    TooManyObjects(String, Size),
    /// The findings take all the memory that may be used.
    #[error(
        "{0} files were not checked, or not completely: the findings take all of the {1} of memory that is allowed"
    )]
    #[diagnostic(help("name fewer files at a time, select fewer rules, or allow more with `--max-memory`"))]
    OutOfMemory(usize, Size),
}
