//! Findings of lint: values that own all they need, so that they outlive the manifests they are about.

use std::sync::Arc;

use super::anchor::Anchor;
use super::fix::Fix;
use super::place::Place;
use super::rule::{Rule, Severity};
use crate::k8s::Identity;
use crate::yaml::{FieldPath, Segment};

/// One thing a rule found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// The rule's severity, or what the configuration made of it.
    pub severity: Severity,
    /// The fault: lower case, no full stop, names the thing.
    pub message: String,
    /// The help: one imperative clause that says what would be right.
    pub help: Option<String>,
    /// The place.
    pub place: Place,
    /// The document in the file, from 0.
    pub document: usize,
    /// The object it is in, where the document could be read that far.
    pub object: Option<Arc<Identity>>,
    /// The place where the node of the object begins, for suppressions that hold for all of it.
    pub(super) within: Option<usize>,
    /// The field that it is about, for its fingerprint.
    pub(super) anchor: Anchor,
    /// Other places that belong to it, in the order the rule named them.
    pub related: Vec<Related>,
    /// The edits that take it away, where fixes were asked for and there is one.
    pub fix: Option<Fix>,
    /// True if its place is one of what was made of a kustomization or chart: its lines are those of no file.
    pub is_rendered: bool,
}

impl Finding {
    /// Order of output: file, position, rule, then whatever tells two findings apart.
    pub fn cmp_place(&self, other: &Self) -> std::cmp::Ordering {
        let key = |f: &'_ Self| (f.place.span, f.rule.id);
        let name = self.place.source.name().cmp(other.place.source.name());
        name.then_with(|| key(self).cmp(&key(other)))
            .then_with(|| self.place.path.cmp(&other.place.path))
            .then_with(|| self.message.cmp(&other.message))
            .then_with(|| self.help.cmp(&other.help))
            .then_with(|| self.document.cmp(&other.document))
    }
}

/// The most bytes of a text of a finding: a name that the API server refuses may have megabytes.
const LONGEST: usize = 2000;

impl Finding {
    /// Cuts texts that a manifest made too long to read.
    pub(super) fn shorten(&mut self) {
        let related = self.related.iter_mut().map(|related| &mut related.message);
        std::iter::once(&mut self.message).chain(&mut self.help).chain(related).for_each(shorten);
        let is_long = |segment: &Segment<'_>| match segment {
            Segment::Field(name) | Segment::Key(name) => name.len() > LONGEST,
            Segment::Index(_) => false,
        };
        // The field that holds it is as near as can be told.
        if let Some(at) = self.place.path.segments().iter().position(is_long) {
            self.place.path = FieldPath::new(self.place.path.segments()[..at].iter().cloned());
        }
    }
}

fn shorten(text: &mut String) {
    if text.len() > LONGEST {
        text.truncate(text.floor_char_boundary(LONGEST));
        text.push('…');
    }
}

/// Another place that belongs to a finding.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Related {
    /// A few words on what it has to do with the finding.
    pub message: String,
    /// The place.
    pub place: Place,
}
