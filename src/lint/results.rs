//! The results of a run.

use super::baseline::KnownFinding;
use super::finding::Finding;
use super::rule::Severity;

/// Everything found, sorted, and what was looked at.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Results {
    /// The findings, sorted by file, position, rule.
    pub findings: Vec<Finding>,
    /// The files that were checked, sorted by name.
    pub files: Vec<String>,
    /// The number of objects in them.
    pub objects: usize,
    /// The number of them that are of kinds podpat does not know, and so were not judged by the API's own rules.
    pub unknown: usize,
    /// The number of them that are judged by the template of the controller that made them, or by another of its objects.
    pub owned: usize,
    /// The findings that a baseline knows, and those of it that are gone; `None` where there is no baseline.
    pub baseline: Option<AgainstBaseline>,
    /// The findings on lines that did not change since a commit; `None` where nobody asked.
    pub since: Option<SinceCommit>,
    /// True if the texts are what a cluster holds: people are shown objects in place of lines.
    pub is_cluster: bool,
    /// The texts that the user named and that hold descriptions, not manifests.
    pub descriptions: Vec<String>,
    /// The things that were not checked, with the reason.
    pub notes: Vec<Note>,
    /// The number of texts that were not checked because what was found in others takes all the memory allowed.
    pub unchecked: usize,
}

impl Results {
    /// The number of findings of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// The greatest severity found.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// A run held against what was known before.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct AgainstBaseline {
    /// The number of findings that are known, which are not among those of the results.
    pub known: usize,
    /// The known findings that are not there any more.
    pub gone: Vec<KnownFinding>,
}

/// A run of which only what changed since a commit counts.
#[derive(Debug)]
pub struct SinceCommit {
    /// The commit as the user named it.
    pub commit: String,
    /// The number of findings on other lines, which are not among those of the results.
    pub hidden: usize,
}

/// Something that was not checked, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The file.
    pub file: String,
    /// The thing that was left out, and what to do about it.
    pub message: String,
}
