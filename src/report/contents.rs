//! The contents of a report, whichever form it takes.

use std::collections::{HashMap, HashSet};

use super::fails::Fails;
use super::inspect::Inspected;
use crate::k8s::Identity;
use crate::lint::{Finding, Results};

/// The results of a run, and what else a form may show of it.
pub struct Report<'a> {
    pub(super) results: &'a Results,
    pub(super) fails: &'a Fails<'a>,
    /// The Pods that findings are about, in the order of the input; none where nobody looked at them.
    pub(super) pods: &'a [Inspected],
    /// The most bytes that a report in Markdown may have.
    pub(super) most: usize,
}

/// The most characters that GitHub takes of a comment.
const COMMENT: usize = 64 << 10;

impl<'a> Report<'a> {
    /// Returns a report of results without pictures of Pods; `fails` tells which findings make the run fail.
    pub fn new(results: &'a Results, fails: &'a Fails<'a>) -> Self {
        Self { results, fails, pods: &[], most: COMMENT }
    }

    /// Adds the Pods that findings are about, and bounds the bytes of a report in Markdown.
    pub const fn with(self, pods: &'a [Inspected], most: usize) -> Self {
        Self { pods, most, ..self }
    }
}

/// Returns those of some Pods that findings are about.
pub fn concerned(pods: Vec<Inspected>, results: &Results) -> Vec<Inspected> {
    let numbers: HashSet<usize> = {
        let index = PodIndex::of(&pods);
        results.findings.iter().filter_map(|finding| index.get(finding)).collect()
    };
    pods.into_iter().enumerate().filter(|(at, _)| numbers.contains(at)).map(|(_, pod)| pod).collect()
}

/// Pods by the objects that hold them.
pub(super) struct PodIndex<'a> {
    pods: HashMap<(&'a str, usize, &'a Identity), usize>,
    /// The same by the names of the objects; `None` where several have them.
    names: HashMap<&'a Identity, Option<usize>>,
}

impl<'a> PodIndex<'a> {
    /// Returns the index of some Pods.
    pub(super) fn of(pods: impl IntoIterator<Item = &'a Inspected>) -> Self {
        let mut index = Self { pods: HashMap::new(), names: HashMap::new() };
        for (at, pod) in pods.into_iter().enumerate() {
            index.pods.insert((pod.file.as_str(), pod.document, &pod.object), at);
            index.names.entry(&pod.object).and_modify(|known| *known = None).or_insert(Some(at));
        }
        index
    }

    /// Returns the number of the Pod that a finding is about. One about a text that was rendered may have been led back to
    /// another file.
    pub(super) fn get(&self, finding: &Finding) -> Option<usize> {
        let object = finding.object.as_deref()?;
        let here = self.pods.get(&(finding.place.source.name(), finding.document, object)).copied();
        here.or_else(|| *self.names.get(object)?)
    }
}
