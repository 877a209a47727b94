//! The reasons why a kustomization or chart could not be rendered.

use crate::files::FileError;

/// The reason why a kustomization or chart could not be rendered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum RenderError {
    /// None of the programs that could do it is there.
    #[error("`{0}` was not rendered: {1} is not installed, or not on the PATH")]
    NoProgram(String, &'static str),
    /// The system refuses to run the program.
    #[error("`{0}` cannot be run: {1}")]
    Refused(String, String),
    /// The program fails, in its own words.
    #[error("`{0}` failed: {1}")]
    Failed(String, String),
    /// The program takes too long.
    #[error("`{0}` took longer than {1} seconds and was stopped")]
    #[diagnostic(help("run it yourself, and check what it prints: `{0} | podpat lint -`"))]
    TooSlow(String, u64),
    /// The program prints too much.
    #[error("`{0}` printed more than {1} and was stopped")]
    #[diagnostic(help("run it yourself, and check what it prints: `{0} | podpat lint -`"))]
    TooLarge(String, crate::files::Size),
    /// A kustomization names something that is not on this machine.
    #[error("`{0}` names `{1}`, which is not on this machine, and podpat fetches nothing")]
    #[diagnostic(help("render it yourself: `kubectl kustomize {2} | podpat lint -`"))]
    Remote(String, String, String),
    /// Kustomizations that include each other, or too many of them.
    #[error("`{0}` includes more than {1} kustomizations, or itself")]
    #[diagnostic(help("render it yourself: `kubectl kustomize {0} | podpat lint -`"))]
    TooMany(String, usize),
    /// A kustomization that cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),
}

impl RenderError {
    /// Returns true if there is no program that could render it.
    pub const fn is_no_program(&self) -> bool {
        matches!(self, Self::NoProgram(..))
    }
}
