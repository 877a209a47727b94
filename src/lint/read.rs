//! One text becomes objects to judge: what cannot be read, what is no manifest and what is a template is sorted out.

use std::sync::Arc;

use super::finding::{Finding, Place};
use super::results::Note;
use super::rules;
use super::run::Text;
use super::settings::Settings;
use super::suppress::Suppressions;
use super::template;
use crate::k8s::{self, Manifest, Stray, Why};
use crate::source::{NotText, Source, Span};
use crate::yaml::{PathBuf, Segment};

/// What one text holds.
pub(super) struct Reading {
    pub(super) manifests: Vec<Manifest>,
    pub(super) suppressions: Suppressions,
    pub(super) findings: Vec<Finding>,
    pub(super) note: Option<Note>,
}

/// Reads a text; what follows it may be none.
pub(super) fn read(text: &impl Text, source: &Arc<Source>, rest: Option<&NotText>) -> Reading {
    let mut read = k8s::read(source);
    let note = template::set_aside(source, &mut read);
    let settings = text.settings();
    read.strays.retain(|stray| text.is_named() || was_meant(source, stray, &read.documents));
    let strays = read.strays.iter().filter_map(|stray| report(source, settings, stray));
    let findings = strays.chain(rest.and_then(|rest| broken(source, settings, rest))).collect();
    let mut suppressions = Suppressions::default();
    suppressions.comments(source, &read);
    read.manifests.iter().for_each(|manifest| suppressions.annotations(manifest));
    Reading { manifests: read.manifests, suppressions, findings, note }
}

/// Folders hold other YAML too: charts, values, CI. What is no object there counts only if a manifest was meant.
fn was_meant(source: &Source, stray: &Stray, documents: &[(usize, Span)]) -> bool {
    let document = documents.iter().find(|(index, _)| *index == stray.document).map(|&(_, span)| source.slice(span));
    let has = |key: &str| document.is_some_and(|text| text.lines().any(|line| line.starts_with(key)));
    match &stray.why {
        Why::Syntax(_) => true,
        Why::Shape(_) => false,
        Why::Unidentified { meant, .. } => has("metadata") && (*meant || has("spec")),
    }
}

fn report(source: &Arc<Source>, settings: &Settings, stray: &Stray) -> Option<Finding> {
    let (id, path) = match &stray.why {
        Why::Syntax(_) => ("syntax-error", PathBuf::default()),
        Why::Shape(_) => ("wrong-type", PathBuf::default()),
        Why::Unidentified { field, .. } => ("missing-field", PathBuf::new([Segment::Field((*field).into())])),
    };
    let place = Place { source: Arc::clone(source), span: stray.span, path };
    finding(id, settings, stray.document, place, (stray.why.message(), stray.why.help()))
}

/// What follows the text and is no text.
fn broken(source: &Arc<Source>, settings: &Settings, rest: &NotText) -> Option<Finding> {
    let end = source.text().len();
    let place = Place { source: Arc::clone(source), span: Span::new(end, end), path: PathBuf::default() };
    let document = source.text().matches("\n---").count();
    let words = (rest.to_string(), rest.help().to_owned());
    finding("syntax-error", settings, document, place, words)
}

fn finding(
    id: &str,
    settings: &Settings,
    document: usize,
    place: Place,
    (message, help): (String, String),
) -> Option<Finding> {
    let rule = rules::find(id).filter(|rule| settings.runs(rule))?;
    let (severity, help, object, within, related) = (settings.severity(rule), Some(help), None, None, Vec::new());
    Some(Finding { rule, severity, message, help, place, document, object, within, related })
}
