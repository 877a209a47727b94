//! The objects of a text that was given to podpat, as every verb takes them: documents with bytes that are no text,
//! templates, and what nobody meant as a manifest are set aside.

use std::sync::Arc;

use super::invalid_utf8::read_as_far_as_text;
use super::read::{Read, Stray, Why, read, read_with_comments};
use super::template;
use crate::source::{NotText, Source, Span};

/// The objects of a text.
#[derive(Debug)]
pub struct InputObjects {
    /// The text.
    pub source: Arc<Source>,
    /// The objects that were read from it.
    pub read: Read,
    /// The place where the first placeholder of a template stands, if documents were set aside as templates.
    pub template: Option<usize>,
}

/// Reads the objects of a text. In one that the user did not name itself, documents that were hardly meant as manifests
/// are passed over; comments are read where the text contains `comment_mark`.
pub fn read_input(
    name: &str,
    text: Result<Source, NotText>,
    is_named: bool,
    comment_mark: Option<&str>,
) -> InputObjects {
    let (source, mut read) = read_as_far_as_text(name, text, |source| {
        let has_comments = comment_mark.is_some_and(|mark| source.text().contains(mark));
        if has_comments { read_with_comments(source) } else { read(source) }
    });
    let template = template::set_aside(&source, &mut read);
    let Read { strays, documents, .. } = &mut read;
    strays.retain(|stray| is_named || was_meant(&source, stray, documents));
    InputObjects { source, read, template }
}

impl InputObjects {
    /// Returns the note about templates that were set aside; `verb` is the verb that was called.
    pub fn template_note(&self, verb: &str) -> Option<String> {
        let line = self.source.position(self.template?).line;
        Some(format!(
            "line {line} has a placeholder (`{{{{`), so this is a template and was skipped; render it first, as in `helm template CHART | podpat {verb} -`"
        ))
    }
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
