//! `--since`: findings on lines that did not change are left out.

use std::path::Path;

use crate::git::Changes;
use crate::intake::ConfiguredText;
use crate::lint::{Finding, Place, Results, SinceCommit};

/// Standard input has no history.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("`--since` needs files: the lines of `{0}` are in no commit")]
#[diagnostic(help("name files of a repository, or use a baseline: `podpat lint --help` shows how"))]
struct NoFile(String);

/// The lines that changed since a commit.
pub(super) struct ChangedLines {
    commit: String,
    changes: Changes,
}

impl ChangedLines {
    /// Asks for the lines of the texts.
    ///
    /// # Errors
    /// Fails if one is no file of a repository, or if there is no such commit.
    pub(super) fn since(commit: &str, texts: &[ConfiguredText]) -> miette::Result<Self> {
        let files =
            texts.iter().map(|configured| configured.text.path().ok_or_else(|| NoFile(configured.text.name.clone())));
        let files: Vec<&Path> = files.collect::<Result<_, _>>()?;
        Ok(Self { commit: commit.to_owned(), changes: Changes::since(commit, files)? })
    }

    /// Takes what is on other lines out of the results.
    pub(super) fn apply(&self, results: &mut Results) {
        let before = results.findings.len();
        results.findings.retain(|finding| self.touch(finding));
        let hidden = before - results.findings.len();
        results.since = Some(SinceCommit { commit: self.commit.clone(), hidden });
    }

    /// A finding is new as well where another place changed that belongs to it.
    fn touch(&self, finding: &Finding) -> bool {
        let related = finding.related.iter().map(|related| &related.place);
        std::iter::once(&finding.place).chain(related).any(|place| self.touch_place(place))
    }

    fn touch_place(&self, place: &Place) -> bool {
        let (start, end) = (place.start(), place.end());
        // The end is one past the last character.
        let last = if end.column == 1 { end.line.saturating_sub(1) } else { end.line };
        self.changes.touch(Path::new(place.source.name()), &(start.line..=last.max(start.line)))
    }
}
