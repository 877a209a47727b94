//! The objects of a text that was given to podpat, as every verb takes them: documents with bytes that are no text,
//! templates, and what nobody meant as a manifest are set aside.

use std::sync::Arc;

use super::invalid_utf8::read_as_far_as_text;
use super::read::{Read, Stray, Why, objects, read, read_with_comments};
use super::template;
use crate::source::{NotText, Source, Span};
use crate::yaml;

/// Reads the objects of a text a document at a time, so that memory holds the text and one document.
#[derive(Debug)]
pub struct InputReader {
    source: Arc<Source>,
    pieces: Pieces,
    is_named: bool,
    /// The first placeholder of a template, if documents were set aside as templates.
    template: Option<usize>,
}

#[derive(Debug)]
enum Pieces {
    /// A text, read document by document.
    Chunks(yaml::Chunks),
    /// The objects of a text with bytes that are none, which are looked for in all of it.
    Whole(Option<Read>),
}

impl InputReader {
    /// Begins to read a text. In one that the user did not name itself, documents that were hardly meant as manifests are
    /// passed over; comments are read where the text contains `comment_mark`.
    pub fn open(name: &str, text: Result<Source, NotText>, is_named: bool, comment_mark: Option<&str>) -> Self {
        let has_comments = |source: &Source| comment_mark.is_some_and(|mark| source.text().contains(mark));
        let (source, pieces) = match text {
            Ok(source) => {
                let source = Arc::new(source);
                let chunks = yaml::chunks(&source, has_comments(&source));
                (source, Pieces::Chunks(chunks))
            }
            Err(_) => {
                let read =
                    |source: &Arc<Source>| if has_comments(source) { read_with_comments(source) } else { read(source) };
                let (source, read) = read_as_far_as_text(name, text, read);
                (source, Pieces::Whole(Some(read)))
            }
        };
        Self { source, pieces, is_named, template: None }
    }

    /// Returns the text.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Returns the note about templates that were set aside so far; `verb` is the verb that was called.
    pub fn template_note(&self, verb: &str) -> Option<String> {
        let line = self.source.position(self.template?).line;
        Some(format!(
            "line {line} has a placeholder (`{{{{`), so this is a template and was skipped; render it first, as in `helm template CHART | podpat {verb} -`"
        ))
    }
}

impl Iterator for InputReader {
    type Item = Read;

    fn next(&mut self) -> Option<Read> {
        let mut read = match &mut self.pieces {
            Pieces::Chunks(chunks) => objects(chunks.next()?),
            Pieces::Whole(read) => read.take()?,
        };
        let template = template::set_aside(&self.source, &mut read);
        self.template = self.template.into_iter().chain(template).min();
        let (source, is_named) = (&self.source, self.is_named);
        let Read { strays, documents, .. } = &mut read;
        strays.retain(|stray| is_named || was_meant(source, stray, documents));
        Some(read)
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
