//! The lines that changed since a commit, by file.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use super::error::GitError;
use super::patch::{self, ChangedLines, path_of};
use super::program::{Ended, Git};
use crate::files;

/// The lines of the files on disk that are not as they were where the current branch left a commit.
#[derive(Debug, Default)]
pub struct Changes {
    /// By the folders of the repositories, without links.
    repositories: HashMap<PathBuf, Repository>,
}

#[derive(Debug)]
struct Repository {
    /// The files that differ, by their paths below the folder.
    changed: ChangedLines,
    /// The files that git keeps.
    tracked: HashSet<PathBuf>,
}

impl Changes {
    /// Asks git for the changes in the repositories of some files. Files that git does not keep are all new.
    ///
    /// # Errors
    /// Fails if a file is in no repository, or if a repository has no such commit.
    pub fn since<'a>(reference: &str, files: impl IntoIterator<Item = &'a Path>) -> Result<Self, GitError> {
        let mut changes = Self::default();
        for file in files {
            let path = files::without_links(&files::absolute(file));
            let root = files::repository(&path);
            let root = root.ok_or_else(|| GitError::NoRepository(file.display().to_string()))?;
            if !changes.repositories.contains_key(root) {
                changes.repositories.insert(root.to_owned(), Repository::ask(Git { root }, reference)?);
            }
        }
        Ok(changes)
    }

    /// Returns true if one of some lines of a file changed; lines count from 1.
    pub fn touch(&self, file: &Path, lines: &RangeInclusive<usize>) -> bool {
        let path = files::without_links(&files::absolute(file));
        let found = path.ancestors().find_map(|root| Some((root, self.repositories.get(root)?)));
        let Some((root, repository)) = found else { return true };
        let inner = path.strip_prefix(root).unwrap_or(&path);
        let overlap =
            |changed: &RangeInclusive<usize>| changed.start() <= lines.end() && lines.start() <= changed.end();
        match repository.changed.get(inner) {
            Some(changed) => changed.iter().any(overlap),
            None => !repository.tracked.contains(inner),
        }
    }
}

/// The form of the patch, whatever the user's settings say.
const DIFF: [&str; 12] = [
    "diff",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--text",
    "--find-renames",
    "--ignore-submodules",
    "--unified=0",
    "--inter-hunk-context=0",
    "--src-prefix=a/",
    "--dst-prefix=b/",
];

impl Repository {
    fn ask(git: Git<'_>, reference: &str) -> Result<Self, GitError> {
        let base = base(git, reference)?;
        let mut changed = ChangedLines::default();
        let args = DIFF.into_iter().chain([&*base, "--"]);
        let failed = git.stream(args, &mut |patch| patch::read(patch).map(|lines| changed = lines))?;
        if let Some(words) = failed {
            return Err(GitError::Failed("diff", git.name(), words));
        }
        let tracked = match git.run(["ls-files", "-z"])? {
            Ended::Well(names) => names.split(|byte| *byte == 0).map(path_of).collect(),
            Ended::Badly(words) => return Err(GitError::Failed("ls-files", git.name(), words)),
        };
        Ok(Self { changed, tracked })
    }
}

/// The commit at which the current branch left another one.
fn base(git: Git<'_>, reference: &str) -> Result<String, GitError> {
    let is_shallow = || -> Result<bool, GitError> {
        let ended = git.run(["rev-parse", "--is-shallow-repository"])?;
        Ok(matches!(ended, Ended::Well(answer) if answer.starts_with(b"true")))
    };
    let (name, repository) = (reference.to_owned(), git.name());
    let commit = format!("{reference}^{{commit}}");
    // It would be taken for a flag.
    let ended = if reference.starts_with('-') {
        Ended::Badly(String::new())
    } else {
        git.run(["rev-parse", "--verify", "--quiet", &commit])?
    };
    let commit = match ended {
        Ended::Well(commit) => String::from_utf8_lossy(&commit).trim().to_owned(),
        Ended::Badly(words) if !words.is_empty() => return Err(GitError::Failed("rev-parse", repository, words)),
        Ended::Badly(_) => {
            return Err(GitError::UnknownCommit { reference: name, repository, is_shallow: is_shallow()? });
        }
    };
    match git.run(["merge-base", &commit, "HEAD"])? {
        Ended::Well(base) => Ok(String::from_utf8_lossy(&base).trim().to_owned()),
        Ended::Badly(words) if !words.is_empty() => Err(GitError::Failed("merge-base", repository, words)),
        Ended::Badly(_) => Err(GitError::Unrelated { reference: name, repository, is_shallow: is_shallow()? }),
    }
}
