//! What a run comes to.

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

/// Something that was not checked, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The file.
    pub file: String,
    /// The thing that was left out, and what to do about it.
    pub message: String,
}
