//! One text becomes objects to judge: what cannot be read, what is no manifest and what is a template is sorted out.

use std::sync::Arc;

use super::finding::{Finding, Place};
use super::results::Note;
use super::rules;
use super::run::Text;
use super::settings::Settings;
use super::suppress::{self, Suppressions};
use super::template;
use crate::k8s::{self, Manifest, Stray, Why};
use crate::source::{Source, Span};
use crate::yaml::{PathBuf, Segment};

/// What one text holds.
pub(super) struct Reading {
    pub(super) manifests: Vec<Manifest>,
    pub(super) suppressions: Suppressions,
    pub(super) findings: Vec<Finding>,
    pub(super) note: Option<Note>,
}

/// Reads a text; `None` if it cannot be had.
pub(super) fn read(text: &impl Text) -> Option<(Arc<Source>, Reading)> {
    let (source, mut read) = k8s::read_as_far_as_text(text.name(), text.read()?, |source| {
        let may_be_answered = source.text().contains(suppress::MARK);
        if may_be_answered { k8s::read_with_comments(source) } else { k8s::read(source) }
    });
    let note = template::set_aside(&source, &mut read);
    let settings = text.settings();
    read.strays.retain(|stray| text.is_named() || was_meant(&source, stray, &read.documents));
    let mut suppressions = Suppressions::default();
    suppressions.comments(&source, &read);
    let findings = read.strays.into_iter().filter_map(|stray| report(&source, settings, stray)).collect();
    read.manifests.iter().for_each(|manifest| suppressions.annotations(manifest));
    Some((source, Reading { manifests: read.manifests, suppressions, findings, note }))
}

/// Folders hold other YAML too: charts, values, CI. What is no object there counts only if a manifest was meant.
fn was_meant(source: &Source, stray: &Stray, documents: &[(usize, Span)]) -> bool {
    let document = documents.binary_search_by_key(&stray.document, |(index, _)| *index);
    let text = document.map_or("", |at| source.slice(documents[at].1));
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    match &stray.why {
        Why::Syntax(_) => true,
        // What stands before an object, without a separator, is read in its place.
        _ if has("apiVersion:") && has("kind:") => true,
        Why::Shape(_) => false,
        Why::Unidentified { meant, .. } => has("metadata") && (*meant || has("spec")),
    }
}

fn report(source: &Arc<Source>, settings: &Settings, stray: Stray) -> Option<Finding> {
    let (id, path) = match &stray.why {
        Why::Syntax(_) => ("syntax-error", PathBuf::default()),
        Why::Shape(_) => ("wrong-type", PathBuf::default()),
        Why::Unidentified { field, .. } => ("missing-field", PathBuf::new([Segment::Field((*field).into())])),
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
