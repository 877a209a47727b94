//! Findings that are known already, so that only new ones count. Knows neither where a baseline is kept nor how.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::finding::Finding;
use super::fingerprint::{Fingerprint, Fingerprints};
use super::rules;
use super::settings::Settings;
use crate::k8s::Identity;

/// A finding that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct KnownFinding {
    /// The path of the file, as the baseline calls it.
    pub file: String,
    /// The id of the rule.
    pub rule: String,
    /// The kind and the name of the object, for readers.
    pub object: Option<String>,
    /// The message at the time, for readers.
    pub message: String,
    /// The fingerprint within the file.
    pub fingerprint: Fingerprint,
}

/// The findings that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The findings, sorted.
    pub known: Vec<KnownFinding>,
}

/// The files that a run checked, by their names in findings.
pub type CheckedFiles<'a> = HashMap<&'a str, CheckedFile<'a>>;

/// A file that a run checked.
#[derive(Debug)]
pub struct CheckedFile<'a> {
    /// The path that the baseline has for it.
    pub path: String,
    /// The settings that it was checked with.
    pub settings: &'a Settings,
}

/// The findings of a run against a baseline.
#[derive(Debug)]
pub struct Compared {
    /// For each finding of the run, in order, true if it is known.
    pub is_known: Vec<bool>,
    /// The known findings that are not there any more.
    pub gone: Vec<KnownFinding>,
    /// The others, under the paths where they are now.
    pub kept: Baseline,
}

impl Baseline {
    /// Returns the baseline of the findings in some files.
    pub fn of(findings: &[Finding], files: &CheckedFiles<'_>) -> Self {
        let mut known: Vec<KnownFinding> = fingerprinted(findings, files)
            .map(|(at, file, fingerprint)| KnownFinding {
                file: file.to_owned(),
                rule: findings[at].rule.id.to_owned(),
                object: findings[at].object.as_deref().map(title),
                message: findings[at].message.clone(),
                fingerprint,
            })
            .collect();
        known.sort();
        Self { known }
    }

    /// Compares the findings of a run with those that are known. A known finding of an object counts for another file
    /// when it is gone from its own: then the object was moved. `is_there` tells if a file that was not checked exists.
    pub fn compare(&self, findings: &[Finding], files: &CheckedFiles<'_>, is_there: impl Fn(&str) -> bool) -> Compared {
        let places = self.known.iter().enumerate();
        let places: HashMap<_, usize> =
            places.map(|(at, known)| ((known.file.as_str(), known.fingerprint), at)).collect();
        let mut found_in: Vec<Option<&str>> = vec![None; self.known.len()];
        let (mut is_known, mut new) = (vec![false; findings.len()], Vec::new());
        for (at, file, fingerprint) in fingerprinted(findings, files) {
            match places.get(&(file, fingerprint)) {
                Some(&known) => (found_in[known], is_known[at]) = (Some(file), true),
                None => new.push((at, file, fingerprint)),
            }
        }
        let mut gone = self.gone(&found_in, &Looked::new(findings, &is_known, files), is_there);
        for (at, file, fingerprint) in new {
            let mut moved = || gone.get_mut(&fingerprint).and_then(Vec::pop);
            if let Some(known) = findings[at].object.as_ref().and_then(|_| moved()) {
                (found_in[known], is_known[at]) = (Some(file), true);
            }
        }
        let gone: HashSet<usize> = gone.into_values().flatten().collect();
        self.compared(is_known, &found_in, &gone)
    }

    fn compared(&self, is_known: Vec<bool>, found_in: &[Option<&str>], gone: &HashSet<usize>) -> Compared {
        let mut compared = Compared { is_known, gone: Vec::new(), kept: Self::default() };
        for (at, (known, found_in)) in self.known.iter().zip(found_in).enumerate() {
            if gone.contains(&at) {
                compared.gone.push(known.clone());
            } else {
                let file = found_in.map_or_else(|| known.file.clone(), str::to_owned);
                compared.kept.known.push(KnownFinding { file, ..known.clone() });
            }
        }
        compared.kept.known.sort();
        compared
    }

    /// The known findings that a run would have found again and did not, by fingerprint.
    fn gone(
        &self,
        found_in: &[Option<&str>],
        looked: &Looked<'_>,
        is_there: impl Fn(&str) -> bool,
    ) -> HashMap<Fingerprint, Vec<usize>> {
        let mut gone: HashMap<Fingerprint, Vec<usize>> = HashMap::new();
        let mut exists: HashMap<&str, bool> = HashMap::new();
        for (at, known) in self.known.iter().enumerate().filter(|(at, _)| found_in[*at].is_none()) {
            let is_gone = match looked.settings.get(known.file.as_str()) {
                Some(settings) => rules::find(&known.rule).is_none_or(|rule| settings.runs(rule)),
                None if looked.unreadable.contains(known.file.as_str()) => false,
                None => !*exists.entry(&known.file).or_insert_with(|| is_there(&known.file)),
            };
            if is_gone {
                gone.entry(known.fingerprint).or_default().push(at);
            }
        }
        gone
    }
}

/// The files that a run looked into, by the paths that a baseline has for them.
struct Looked<'a> {
    settings: HashMap<&'a str, &'a Settings>,
    /// Those that cannot be read any more, so that nothing can be said of what was found in them.
    unreadable: HashSet<&'a str>,
}

impl<'a> Looked<'a> {
    fn new(findings: &[Finding], is_known: &[bool], files: &'a CheckedFiles<'_>) -> Self {
        let unread = |(finding, is_known): &(&Finding, &bool)| finding.rule.id == "syntax-error" && !**is_known;
        let unread = findings.iter().zip(is_known).filter(unread);
        let unreadable: HashSet<&str> =
            unread.filter_map(|(finding, _)| Some(&*files.get(finding.place.source.name())?.path)).collect();
        let settings = files.values().filter(|file| !unreadable.contains(&*file.path));
        Self { settings: settings.map(|file| (&*file.path, file.settings)).collect(), unreadable }
    }
}

/// The findings in some files: the place of each among all, the path of its file, its fingerprint.
fn fingerprinted<'a>(
    findings: &'a [Finding],
    files: &'a CheckedFiles<'_>,
) -> impl Iterator<Item = (usize, &'a str, Fingerprint)> {
    let mut fingerprints = Fingerprints::default();
    findings.iter().enumerate().filter_map(move |(at, finding)| {
        let file = files.get(finding.place.source.name())?;
        Some((at, &*file.path, fingerprints.within_file(finding)))
    })
}

/// An object for readers: `Deployment shop/web`.
fn title(object: &Identity) -> String {
    let name = object.name.as_deref().unwrap_or_default();
    match object.namespace.as_deref() {
        Some(namespace) => format!("{} {namespace}/{name}", object.kind),
        None => format!("{} {name}", object.kind).trim_end().to_owned(),
    }
}
