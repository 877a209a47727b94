//! One text becomes objects to judge: what cannot be read, what is no manifest and what is a template is sorted out.

use std::sync::Arc;

use super::anchor::Anchor;
use super::duplicate::Duplicates;
use super::finding::Finding;
use super::owned::Owned;
use super::place::Place;
use super::results::Note;
use super::rules;
use super::settings::Settings;
use super::suppress::{self, Suppressions};
use super::text::Text;
use crate::k8s::{InputReader, Manifest, Stray, Why};
use crate::source::{Source, Span};
use crate::yaml::{Comment, FieldPath, Segment};

/// Reads one text document by document, and notes on the way what concerns the text as a whole.
pub(super) struct TextReader<'a> {
    objects: InputReader,
    settings: &'a Settings,
    duplicates: Duplicates,
    owned: Owned,
    suppressions: Suppressions,
    findings: Vec<Finding>,
    comments: Vec<Comment>,
    documents: Vec<(usize, Span)>,
}

/// The suppressions of a text and its mistakes, once all of it was read.
pub(super) struct TextResults {
    pub(super) suppressions: Suppressions,
    pub(super) findings: Vec<Finding>,
    /// The number of manifests that are judged by the template of their controller.
    pub(super) owned: usize,
    pub(super) note: Option<Note>,
}

impl<'a> TextReader<'a> {
    /// Begins to read a text; `None` if it cannot be had.
    pub(super) fn open(text: &'a impl Text) -> Option<Self> {
        Some(Self {
            objects: open(text)?,
            settings: text.settings(),
            duplicates: Duplicates::default(),
            owned: Owned::new(text.settings().owned()),
            suppressions: Suppressions::default(),
            findings: Vec::new(),
            comments: Vec::new(),
            documents: Vec::new(),
        })
    }

    /// Returns the text.
    pub(super) fn source(&self) -> &Arc<Source> {
        self.objects.source()
    }

    /// Returns the objects of the next document. Those that a controller made come last, as far as it is not in the text.
    pub(super) fn next(&mut self) -> Option<Vec<Manifest>> {
        let Some(mut read) = self.objects.next() else {
            let last = self.owned.rest();
            for manifest in &last {
                self.note(manifest);
            }
            return (!last.is_empty()).then_some(last);
        };
        self.documents.extend(read.documents);
        self.comments.extend(read.comments.into_iter().filter(suppress::is_directive));
        let source = Arc::clone(self.objects.source());
        self.findings.extend(read.strays.into_iter().filter_map(|stray| report(&source, self.settings, stray)));
        self.owned.set_aside(&mut read.manifests);
        read.manifests.iter().for_each(|manifest| self.note(manifest));
        Some(read.manifests)
    }

    fn note(&mut self, manifest: &Manifest) {
        self.suppressions.annotations(manifest);
        self.findings.extend(self.duplicates.add(manifest, self.settings));
    }

    /// Returns what concerns the text as a whole.
    pub(super) fn finish(mut self) -> TextResults {
        let source = Arc::clone(self.objects.source());
        self.suppressions.comments(&source, &self.comments, &self.documents);
        let note = self.objects.template_note("lint");
        let note = note.map(|message| Note { file: source.name().to_owned(), message });
        TextResults { suppressions: self.suppressions, findings: self.findings, owned: self.owned.left_out(), note }
    }
}

/// Begins to read the objects of a text; `None` if it cannot be had.
pub(super) fn open(text: &impl Text) -> Option<InputReader> {
    Some(InputReader::open(text.name(), text.read()?, text.is_named(), Some(suppress::MARK)))
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
    })
}
