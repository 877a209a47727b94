//! One text becomes objects to judge: what cannot be read, what is no manifest and what is a template is sorted out.

use std::sync::Arc;
use std::thread::Scope;

use super::anchor::Anchor;
use super::duplicate::Duplicates;
use super::excerpts;
use super::finding::Finding;
use super::owned::Owned;
use super::place::Place;
use super::results::Note;
use super::rules;
use super::settings::Settings;
use super::suppress::{self, Commented, Suppressions};
use super::text::Text;
use crate::k8s::{InputReader, Kept, Manifest, Stray, Why};
use crate::source::{Source, Span};
use crate::yaml::{Comment, FieldPath, PartSizes, Segment};

/// Reads one text document by document, and notes on the way what concerns the text as a whole.
pub(super) struct TextReader<'a> {
    objects: InputReader<'a>,
    settings: &'a Settings,
    duplicates: Duplicates,
    owned: Owned,
    suppressions: Suppressions,
    findings: Vec<Finding>,
    part: PartNotes,
}

/// The comments and documents of the part of a text that is being read.
#[derive(Default)]
struct PartNotes {
    source: Option<Arc<Source>>,
    comments: Vec<Comment>,
    documents: Vec<(usize, Span)>,
    is_continued: bool,
    /// The number of findings of the parts before.
    findings: usize,
}

/// An object that was read, and what is kept of it where that is known already.
pub(super) struct ReadObject {
    pub(super) manifest: Manifest,
    pub(super) kept: Option<Kept>,
}

/// The suppressions of a text and its mistakes, once all of it was read.
pub(super) struct TextResults {
    pub(super) suppressions: Suppressions,
    pub(super) findings: Vec<Finding>,
    /// The number of manifests that are judged by the template of their controller.
    pub(super) owned: usize,
    pub(super) notes: Vec<Note>,
    /// True if the user named a description.
    pub(super) is_description: bool,
    /// The line of an object that is too large.
    pub(super) too_large: Option<usize>,
}

impl<'a> TextReader<'a> {
    /// Begins to read a text; `None` if it cannot be had.
    pub(super) fn open(text: &'a impl Text, sizes: PartSizes) -> Option<Self> {
        Some(Self {
            objects: open(text, sizes)?,
            settings: text.settings(),
            duplicates: Duplicates::default(),
            owned: Owned::new(text.settings().owned()),
            suppressions: Suppressions::default(),
            findings: Vec::new(),
            part: PartNotes::default(),
        })
    }

    /// Reads the text on a thread of its own, while the objects that were read before are judged.
    pub(super) fn ahead(self, scope: &'a Scope<'a, '_>) -> Self {
        Self { objects: self.objects.ahead(scope), ..self }
    }

    /// Returns the part of the text that was read last.
    pub(super) fn source(&self) -> &Arc<Source> {
        self.objects.source()
    }

    /// Returns the objects of the next document. Those that a controller made come last, as far as it is not in the text.
    pub(super) fn next(&mut self) -> Option<Vec<ReadObject>> {
        let Some(mut read) = self.objects.next() else {
            let last = self.next_owned()?;
            self.note(&last.manifest);
            return Some(vec![last]);
        };
        let source = Arc::clone(self.objects.source());
        if self.part.source.as_ref().is_none_or(|before| !Arc::ptr_eq(before, &source)) {
            self.leave_part();
            self.part.source = Some(Arc::clone(&source));
            self.part.is_continued = read.is_continued;
        }
        self.part.documents.extend(read.documents);
        self.part.comments.extend(read.comments.into_iter().filter(suppress::is_directive));
        self.findings.extend(read.strays.into_iter().filter_map(|stray| report(&source, self.settings, stray)));
        self.owned.set_aside(&mut read.manifests);
        read.manifests.iter().for_each(|manifest| self.note(manifest));
        Some(read.manifests.into_iter().map(|manifest| ReadObject { manifest, kept: None }).collect())
    }

    fn next_owned(&mut self) -> Option<ReadObject> {
        loop {
            let kept = self.owned.next_left()?;
            if let Some(manifest) = kept.read() {
                return Some(ReadObject { manifest, kept: Some(kept) });
            }
        }
    }

    fn note(&mut self, manifest: &Manifest) {
        self.suppressions.annotations(manifest);
        self.findings.extend(self.duplicates.add(manifest, self.settings));
    }

    /// Takes from a part of a text what is needed of it, so that it can be forgotten.
    fn leave_part(&mut self) {
        let PartNotes { source, comments, documents, is_continued, findings } = std::mem::take(&mut self.part);
        self.part.findings = self.findings.len();
        let Some(source) = source else { return };
        let commented = Commented { source: &source, comments: &comments, documents: &documents, is_continued };
        self.suppressions.comments(&commented);
        let places = excerpts::of_findings(&mut self.findings[findings..]);
        excerpts::keep_only(places.chain(self.suppressions.new_places()));
    }

    /// Returns what concerns the text as a whole.
    pub(super) fn finish(mut self) -> TextResults {
        self.leave_part();
        self.suppressions.end();
        let name = self.objects.source().name().to_owned();
        let notes = self.objects.notes("lint").into_iter();
        let notes = notes.map(|message| Note { file: name.clone(), message }).collect();
        TextResults {
            suppressions: self.suppressions,
            findings: self.findings,
            owned: self.owned.left_out(),
            notes,
            is_description: self.objects.is_named_description(),
            too_large: self.objects.too_large().map(|object| object.line),
        }
    }
}

/// Begins to read the objects of a text; `None` if it cannot be had.
fn open(text: &impl Text, sizes: PartSizes) -> Option<InputReader<'_>> {
    Some(InputReader::open(text.name(), text.open()?, sizes, text.is_named(), Some(suppress::MARK)))
}

fn report(source: &Arc<Source>, settings: &Settings, stray: Stray) -> Option<Finding> {
    let (id, path) = match &stray.why {
        Why::Syntax(_) => ("syntax-error", FieldPath::default()),
        Why::Shape(_) => ("wrong-type", FieldPath::default()),
        Why::Unidentified { field, .. } => ("missing-field", FieldPath::new([Segment::Field((*field).into())])),
    };
    let place = Place { source: Arc::clone(source), span: stray.span, path };
    let rule = rules::find(id).filter(|rule| settings.runs(rule))?;
    let (message, help) = match stray.why {
        Why::Syntax(error) => (error.message, error.help),
        why => (why.message(), why.help()),
    };
    Some(Finding {
        rule,
        severity: settings.severity(rule),
        message,
        help: Some(help),
        place,
        document: stray.document,
        object: None,
        within: None,
        anchor: Anchor::default(),
        related: Vec::new(),
        fix: None,
        is_rendered: false,
    })
}
