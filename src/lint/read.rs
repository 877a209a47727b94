//! One text becomes objects to judge: what cannot be read, what is no manifest and what is a template is sorted out.

use std::sync::Arc;

use super::duplicate;
use super::finding::Finding;
use super::owned;
use super::place::Place;
use super::results::Note;
use super::rules;
use super::settings::Settings;
use super::suppress::{self, Suppressions};
use super::text::Text;
use crate::k8s::{self, Manifest, Stray, Why};
use crate::source::Source;
use crate::yaml::{FieldPath, Segment};

/// The objects of one text, its suppressions, and its mistakes.
pub(super) struct Reading {
    pub(super) manifests: Vec<Manifest>,
    pub(super) suppressions: Suppressions,
    pub(super) findings: Vec<Finding>,
    /// The number of manifests that are judged by the template of their controller.
    pub(super) owned: usize,
    pub(super) note: Option<Note>,
}

/// Reads a text; `None` if it cannot be had.
pub(super) fn read(text: &impl Text) -> Option<(Arc<Source>, Reading)> {
    let objects = k8s::read_input(text.name(), text.read()?, text.is_named(), Some(suppress::MARK));
    let note = objects.template_note("lint").map(|message| Note { file: text.name().to_owned(), message });
    let (source, mut read) = (objects.source, objects.read);
    let owned = owned::take_out(&mut read.manifests);
    let settings = text.settings();
    let mut suppressions = Suppressions::default();
    suppressions.comments(&source, &read);
    let mut findings: Vec<Finding> =
        read.strays.into_iter().filter_map(|stray| report(&source, settings, stray)).collect();
    findings.extend(duplicate::findings(&read.manifests, settings));
    read.manifests.iter().for_each(|manifest| suppressions.annotations(manifest));
    Some((source, Reading { manifests: read.manifests, suppressions, findings, owned, note }))
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
        related: Vec::new(),
    })
}
