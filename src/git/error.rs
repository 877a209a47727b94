//! The reasons why the `git` program could not tell what changed.

/// The reason why it is not known what changed since a commit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
pub enum GitError {
    /// The program is not there, or may not be run.
    #[error("cannot run `git`: {0}")]
    #[diagnostic(help("install git, which tells the lines that changed"))]
    NoProgram(String),
    /// A file has no history.
    #[error("`{0}` is in no git repository")]
    #[diagnostic(help("name files of a repository, or use a baseline: `podpat lint --help` shows how"))]
    NoRepository(String),
    /// A name of no commit.
    #[error("there is no commit `{reference}` in the repository `{repository}`")]
    #[diagnostic(help("{}", unknown(*is_shallow)))]
    UnknownCommit {
        /// The name.
        reference: String,
        /// The folder of the repository.
        repository: String,
        /// True if the repository holds a part of its history only.
        is_shallow: bool,
    },
    /// Two commits without a common one.
    #[error("`{reference}` and the current commit of `{repository}` have no commit in common")]
    #[diagnostic(help("{}", unrelated(*is_shallow)))]
    Unrelated {
        /// The name of the commit.
        reference: String,
        /// The folder of the repository.
        repository: String,
        /// True if the repository holds a part of its history only.
        is_shallow: bool,
    },
    /// The program fails for another reason.
    #[error("`git {0}` fails in `{1}`: {2}")]
    Failed(&'static str, String, String),
}

const SHALLOW: &str = "this clone holds a part of the history only: fetch the rest with `git fetch --unshallow`, or with `fetch-depth: 0` in GitHub Actions";

const fn unknown(is_shallow: bool) -> &'static str {
    if is_shallow {
        SHALLOW
    } else {
        "name a branch, a tag or a commit, such as `origin/main`; `git fetch` gets new ones"
    }
}

const fn unrelated(is_shallow: bool) -> &'static str {
    if is_shallow { SHALLOW } else { "name a commit of the same history" }
}
