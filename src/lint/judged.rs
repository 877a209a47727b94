//! The results of judging objects, before suppressions: findings that outlive the texts they are about.

use super::deferred::Deferred;
use super::excerpts;
use super::finding::Finding;
use super::results::Note;
use super::settings::Settings;
use super::sink::ProofRoom;
use super::suppress::Suppressions;
use super::workload::Workload;
use super::{partial, validity, view, walk};
use crate::composition::{ObjectIndex, WorkloadPods};
use crate::k8s::{Kept, Manifest, Object};

/// The results of one text, before those of its deferred objects.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) name: String,
    pub(super) objects: usize,
    pub(super) owned: usize,
    pub(super) results: ObjectResults,
    pub(super) suppressions: Suppressions,
    /// Objects that others may refer to, without their text.
    pub(super) context: Vec<Object>,
    /// The roles among them with their texts, where fixes are asked for.
    pub(super) roles: Vec<Manifest>,
    pub(super) replicas: Vec<WorkloadPods>,
    pub(super) deferred: Deferred,
    /// True if the text was not read to its end for want of memory.
    pub(super) is_cut: bool,
    /// True if the user named it and it holds a description.
    pub(super) is_description: bool,
}

/// The findings and notes about one object, or about several of the same text.
#[derive(Default)]
pub(super) struct ObjectResults {
    pub(super) findings: Vec<Finding>,
    /// The number of them that are of kinds podpat does not know.
    pub(super) unknown: usize,
    pub(super) workloads: Vec<Workload>,
    pub(super) notes: Vec<Note>,
    /// The objects that are parts of others.
    pub(super) parts: Vec<partial::Part>,
    /// The numbers of findings and workloads that keep no more of their texts than they need.
    without_text: (usize, usize),
}

impl ObjectResults {
    /// Judges one object; `objects` is what else is in the input.
    pub(super) fn judge<'a>(&mut self, manifest: &'a Manifest, objects: &'a ObjectIndex<'a>, settings: &Settings) {
        let room = ProofRoom::of(manifest);
        let is_known = validity::check(manifest, settings, &room, &mut self.findings);
        self.unknown += usize::from(!is_known);
        self.workloads.extend(Workload::of(manifest));
        self.parts.extend(partial::part_of(manifest));
        walk::object(manifest, objects, settings, &room, &mut self.findings);
        if let Some(size) = view::over_container_limit(manifest).filter(|_| settings.look_at_objects()) {
            let line = manifest.source.position(manifest.node().span().start).line;
            let message =
                format!("the Pod of line {line} has {size} containers, so many that only validity was judged");
            self.notes.push(Note { file: manifest.source.name().to_owned(), message });
        }
    }

    /// Judges objects that were kept, which are typed for this only.
    pub(super) fn judge_kept(&mut self, kept: &[Kept], objects: &ObjectIndex<'_>, settings: &Settings) {
        for object in kept {
            match object.read() {
                Some(manifest) => self.judge(&manifest, objects, settings),
                None => {
                    let message =
                        format!("the object of line {} could not be read again and was not judged", object.line());
                    self.notes.push(Note { file: object.source().name().to_owned(), message });
                }
            }
        }
        self.forget_texts();
    }

    /// Keeps no more of the texts of what was judged than is pointed at. Returns the number of findings that came since
    /// this was done last.
    pub(super) fn forget_texts(&mut self) -> usize {
        let (findings, workloads) = self.without_text;
        self.without_text = (self.findings.len(), self.workloads.len());
        let places = excerpts::of_findings(&mut self.findings[findings..]);
        excerpts::keep_only(places.chain(excerpts::of_workloads(&mut self.workloads[workloads..])));
        self.findings.len() - findings
    }

    /// Adds findings about a text as a whole, whose texts are forgotten already.
    pub(super) fn add_findings(&mut self, findings: Vec<Finding>) {
        self.add(Self { findings, ..Self::default() });
    }

    /// Adds the results of other objects of the same text.
    pub(super) fn add(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.unknown += other.unknown;
        self.notes.extend(other.notes);
        self.parts.extend(other.parts);
        self.workloads.extend(other.workloads);
        self.workloads.sort_by_key(|workload| workload.within);
        self.without_text = (self.findings.len(), self.workloads.len());
    }
}
