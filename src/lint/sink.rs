//! The sink that a check reports to. It fills in everything a check need not know: file, document, object, severity.

use std::cell::Cell;
use std::sync::Arc;

use super::anchor::Anchor;
use super::finding::{Finding, Related};
use super::fix::Repair;
use super::options::Setting;
use super::place::Place;
use super::rule::Rule;
use super::settings::Settings;
use super::workload::Workload;
use crate::k8s::Manifest;
use crate::source::Span;
use crate::validity::Release;
use crate::yaml::FieldPath;

/// The room for proofs of an object's fixes: each reads the whole document again. What finds no room is proved in another
/// run, when others are applied.
pub(super) struct ProofRoom(Cell<usize>);

/// The bytes that proofs of an object's fixes may read, as a multiple of the bytes of the object.
const MOST_READ: usize = 40;

impl ProofRoom {
    /// Returns the room for the fixes of an object.
    pub(super) fn of(manifest: &Manifest) -> Self {
        Self(Cell::new(manifest.node().span().len() * MOST_READ))
    }

    /// Returns true if there is room for a proof.
    pub(super) fn is_left(&self, manifest: &Manifest) -> bool {
        self.0.get() >= proof(manifest)
    }

    /// Takes room for so many bytes that are read again, if there is as much.
    pub(super) fn take(&self, bytes: usize) -> bool {
        let left = self.0.get().checked_sub(bytes);
        left.map(|left| self.0.set(left)).is_some()
    }
}

/// Returns the bytes that one proof reads.
fn proof(manifest: &Manifest) -> usize {
    manifest.node().tree().root().span().len()
}

/// Returns true if fixes can edit an object: it stands in a file that was read as a whole, and no server returned it.
pub(super) fn is_editable(manifest: &Manifest) -> bool {
    manifest.source.is_whole() && manifest.uid().is_none()
}

/// Collects what one rule finds in one manifest.
pub struct Sink<'a> {
    rule: &'static Rule,
    manifest: &'a Manifest,
    settings: &'a Settings,
    room: &'a ProofRoom,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Sink<'a> {
    /// A sink for what `rule` finds in `manifest`.
    pub(super) fn new(
        rule: &'static Rule,
        manifest: &'a Manifest,
        settings: &'a Settings,
        room: &'a ProofRoom,
        findings: &'a mut Vec<Finding>,
    ) -> Self {
        Self { rule, manifest, settings, room, findings }
    }

    /// Reports a finding at a field (or, rarely, at a span of the file). Where the field does not exist, the nearest
    /// thing that does is pointed at: the name of the container, or the key that holds it.
    pub fn at(&mut self, target: impl Into<Target>, message: impl Into<String>) -> FindingBuilder<'_> {
        let place = target.into().resolve(self.manifest);
        let is_here = Arc::ptr_eq(&place.source, &self.manifest.source);
        let anchor = Anchor::of(is_here.then(|| self.manifest.node()), &place.path);
        let at = self.findings.len();
        self.findings.push(Finding {
            rule: self.rule,
            severity: self.settings.severity(self.rule),
            message: message.into(),
            help: None,
            place,
            document: self.manifest.document,
            object: Some(Arc::clone(&self.manifest.identity)),
            within: Some(self.manifest.node().span().start),
            anchor,
            related: Vec::new(),
            fix: None,
            is_rendered: false,
        });
        let room = Some(self.room).filter(|_| self.settings.has_fixes() && is_editable(self.manifest));
        FindingBuilder { finding: &mut self.findings[at], manifest: Some(self.manifest), room }
    }

    /// The release of Kubernetes the manifest is for.
    pub fn release(&self) -> Release {
        self.settings.release()
    }

    /// The value of one of the rule's own settings.
    pub fn setting(&self, setting: &Setting) -> u64 {
        self.settings.number(self.rule, setting)
    }
}

/// Collects what one rule finds in the whole input.
pub struct RunSink<'a> {
    rule: &'static Rule,
    findings: &'a mut Vec<Finding>,
}

impl<'a> RunSink<'a> {
    /// A sink for what `rule` finds.
    pub(super) fn new(rule: &'static Rule, findings: &'a mut Vec<Finding>) -> Self {
        Self { rule, findings }
    }

    /// Reports a finding at a place of a workload.
    pub fn at(&mut self, workload: &Workload, place: &Place, message: impl Into<String>) -> FindingBuilder<'_> {
        let at = self.findings.len();
        self.findings.push(Finding {
            rule: self.rule,
            severity: self.rule.severity,
            message: message.into(),
            help: None,
            place: place.clone(),
            document: workload.document,
            object: Some(Arc::clone(&workload.identity)),
            within: Some(workload.within),
            anchor: Anchor::of(None, &place.path),
            related: Vec::new(),
            fix: None,
            is_rendered: false,
        });
        FindingBuilder { finding: &mut self.findings[at], manifest: None, room: None }
    }
}

/// A finding that is being reported.
pub struct FindingBuilder<'a> {
    finding: &'a mut Finding,
    manifest: Option<&'a Manifest>,
    /// The room for the proof of a fix, where fixes are asked for.
    room: Option<&'a ProofRoom>,
}

impl FindingBuilder<'_> {
    /// Returns the help, which says what would be right: one imperative clause.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.finding.help = Some(help.into());
        self
    }

    /// Offers a repair, where fixes are asked for and its edits can be proved.
    pub fn fix(self, repair: impl Into<Option<Repair>>) -> Self {
        match self.manifest {
            Some(manifest) => self.fix_in(manifest, repair),
            None => self,
        }
    }

    /// Offers a repair of another object than that of the finding.
    pub fn fix_in(self, manifest: &Manifest, repair: impl Into<Option<Repair>>) -> Self {
        if let (Some(room), Some(repair)) = (self.room, repair.into())
            && room.take(proof(manifest))
        {
            self.finding.fix = repair.fix(manifest);
        }
        self
    }

    /// Another place of the same manifest that belongs to the finding, and what it has to do with it.
    pub fn related(self, target: impl Into<Target>, message: impl Into<String>) -> Self {
        let place = match (target.into(), self.manifest) {
            (Target::Place(place), _) => place,
            (target, Some(manifest)) => target.resolve(manifest),
            // A field of an object that is gone: the finding's own place is as near as can be had.
            (_, None) => self.finding.place.clone(),
        };
        self.finding.related.push(Related { message: message.into(), place });
        self
    }
}

/// The field or place that a finding points at.
#[derive(Clone, Debug)]
pub enum Target {
    /// A field of the manifest.
    Field(FieldPath),
    /// Bytes of the manifest's file, and the field they belong to.
    Bytes(Span, FieldPath),
    /// A place in this or another file.
    Place(Place),
}

impl Target {
    fn resolve(self, manifest: &Manifest) -> Place {
        let source = || Arc::clone(&manifest.source);
        match self {
            Self::Field(path) => Place { source: source(), span: manifest.locate(&path), path },
            Self::Bytes(span, path) => Place { source: source(), span, path },
            Self::Place(place) => place,
        }
    }
}

impl From<FieldPath> for Target {
    fn from(path: FieldPath) -> Self {
        Self::Field(path)
    }
}

impl From<&FieldPath> for Target {
    fn from(path: &FieldPath) -> Self {
        Self::Field(path.clone())
    }
}

impl From<Place> for Target {
    fn from(place: Place) -> Self {
        Self::Place(place)
    }
}
