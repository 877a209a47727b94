//! Repairs of findings: what a rule would change, and the edits that it comes to once they are proved.

use std::borrow::Cow;
use std::sync::Arc;

use super::place::Place;
use crate::edit::{Change, Edit, plan, prove};
use crate::k8s::Manifest;

/// The kinds of repairs that a rule has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixable {
    /// Safe ones.
    Safe,
    /// Ones to look at.
    Unsafe,
    /// Safe ones and ones to look at.
    Mixed,
}

impl Fixable {
    /// The word users read.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
            Self::Mixed => "mixed",
        }
    }
}

/// A repair as a rule describes it.
#[derive(Clone, Debug)]
pub struct Repair {
    is_safe: bool,
    message: Cow<'static, str>,
    changes: Vec<Change>,
}

impl Repair {
    /// A repair that changes nothing of what runs, or the only one of what the server refuses. The message is an
    /// imperative clause.
    pub fn safe(message: impl Into<Cow<'static, str>>, changes: impl Into<Vec<Change>>) -> Self {
        Self { is_safe: true, message: message.into(), changes: changes.into() }
    }

    /// A repair that changes what runs, for somebody to look at.
    pub fn to_review(message: impl Into<Cow<'static, str>>, changes: impl Into<Vec<Change>>) -> Self {
        Self { is_safe: false, ..Self::safe(message, changes) }
    }

    /// Plans the edits of a manifest; `None` where they are refused.
    pub(super) fn edits(&self, manifest: &Manifest) -> Option<Vec<Edit>> {
        let planned: Result<Vec<_>, _> = self.changes.iter().map(|change| plan(manifest.node(), change)).collect();
        let edits = planned.ok()?.concat();
        prove(manifest.node(), &self.changes, &edits).ok()?;
        Some(edits)
    }

    /// Returns the fix that it comes to in a manifest; `None` where its edits are refused.
    pub(super) fn fix(self, manifest: &Manifest) -> Option<Fix> {
        let edits = self.edits(manifest)?;
        let path = self.changes.first()?.path().clone();
        let edits = joined(edits).into_iter().map(|Edit { span, text }| {
            let place = Place { source: Arc::clone(&manifest.source), span, path: path.clone() };
            FixEdit { place, text }
        });
        Some(Fix { is_safe: self.is_safe, message: self.message.into_owned(), edits: edits.collect() })
    }
}

/// Edits in the order of the text, those that touch each other as one: nobody has to know which of them comes first.
fn joined(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|edit| edit.span);
    let mut joined: Vec<Edit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match joined.last_mut().filter(|last| last.span.end == edit.span.start) {
            Some(last) => {
                last.span.end = edit.span.end;
                last.text.push_str(&edit.text);
            }
            None => joined.push(edit),
        }
    }
    joined
}

/// Edits that take a finding away.
#[derive(Clone, Debug)]
pub struct Fix {
    /// True if nothing of what runs changes, or the server refuses the object as it is and this is the one repair.
    pub is_safe: bool,
    /// The effect, as an imperative clause.
    pub message: String,
    /// The edits, all of one file.
    pub edits: Vec<FixEdit>,
}

/// An edit of a fix.
#[derive(Clone, Debug)]
pub struct FixEdit {
    /// The bytes that are replaced.
    pub place: Place,
    /// The text that is put in their place.
    pub text: String,
}

impl Fix {
    /// Returns the edits as edits of the text.
    pub(crate) fn edits(&self) -> Vec<Edit> {
        self.edits.iter().map(|edit| Edit::replace(edit.place.span, edit.text.clone())).collect()
    }
}
