//! The texts of the input under change, document by document, and new documents behind that of the workload.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::documents::make_all;
use crate::edit::{Change, Draft, Refused};
use crate::rework::marked::{NotEdited, ObjectPlace};
use crate::source::{Source, Span};
use crate::yaml::{Document, FieldPath, parse};

/// Texts under change.
pub(super) struct Drafts<'a> {
    texts: &'a [Arc<Source>],
    /// The documents of each text.
    documents: Vec<Vec<(usize, Span)>>,
    /// The documents that are changed, by text and number.
    changed: BTreeMap<(usize, usize), Draft>,
}

impl<'a> Drafts<'a> {
    /// Begins with texts as they are.
    pub(super) fn new(texts: &'a [Arc<Source>]) -> Self {
        let spans = |text: &Arc<Source>| parse(text).documents.iter().map(|it| (it.index, it.span)).collect();
        Self { texts, documents: texts.iter().map(spans).collect(), changed: BTreeMap::new() }
    }

    /// Makes changes of an object; `inner` leads from the object to where their paths begin.
    pub(super) fn change(
        &mut self,
        place: &ObjectPlace,
        inner: &FieldPath,
        changes: &[Change],
    ) -> Result<(), NotEdited> {
        let Some(first) = changes.first() else { return Ok(()) };
        let path = inner.clone().extend(first.path());
        let text = &self.texts[place.text];
        let refused = |reason| NotEdited { path: path.to_string(), file: text.name().to_owned(), reason };
        let Some(span) = self.span(place) else { return Err(refused(Refused::Missing(path.clone()))) };
        let new = || Draft::new(Arc::new(Source::new(text.name(), text.slice(span))));
        let draft = self.changed.entry((place.text, place.document)).or_insert_with(new);
        let document = parse(draft.source()).documents.first().map_or(0, |document| document.index);
        make_all(draft, document, &place.path.clone().extend(inner), changes).map_err(refused)
    }

    fn span(&self, place: &ObjectPlace) -> Option<Span> {
        self.documents[place.text].iter().find(|(index, _)| *index == place.document).map(|(_, span)| *span)
    }

    /// Returns the texts, with new documents behind that of an object.
    pub(super) fn finish(self, place: &ObjectPlace, new: &[String]) -> Result<Vec<Arc<Source>>, NotEdited> {
        let refused = |text: &Source| NotEdited {
            path: "the document".to_owned(),
            file: text.name().to_owned(),
            reason: Refused::Differs,
        };
        let mut finished = Vec::new();
        for (at, text) in self.texts.iter().enumerate() {
            let new = if at == place.text { new } else { &[] };
            let (after, meant) = self.assembled(at, place.document, new);
            let after = Arc::new(Source::new(text.name(), after));
            if !parse(&after).documents.iter().map(value).eq(meant) {
                return Err(refused(text));
            }
            finished.push(after);
        }
        Ok(finished)
    }

    /// Returns a text with its changed documents and the new ones, and the values that its documents have to have.
    fn assembled(&self, at: usize, last: usize, new: &[String]) -> (String, Vec<Option<Value>>) {
        let text = &self.texts[at];
        let is_json = Draft::new(Arc::clone(text)).is_json();
        let (mut out, mut meant, mut copied) = (String::new(), Vec::new(), 0);
        let before = parse(text).documents;
        for (document, known) in self.documents[at].iter().zip(&before) {
            let (index, span) = *document;
            out.push_str(&text.text()[copied..span.start]);
            match self.changed.get(&(at, index)) {
                Some(draft) => {
                    out.push_str(draft.source().text());
                    meant.extend(parse(draft.source()).documents.iter().map(value));
                }
                None => {
                    out.push_str(text.slice(span));
                    meant.push(value(known));
                }
            }
            copied = span.end;
            if index == last {
                for document in new {
                    add(&mut out, document, is_json, text.text().contains("\r\n"));
                    meant.extend(parse(&Arc::new(Source::new("", document.as_str()))).documents.iter().map(value));
                }
            }
        }
        out.push_str(&text.text()[copied..]);
        (out, meant)
    }
}

/// Adds a document to a text.
fn add(out: &mut String, document: &str, is_json: bool, has_returns: bool) {
    let line_break = if has_returns { "\r\n" } else { "\n" };
    if !out.ends_with('\n') {
        out.push_str(line_break);
    }
    if is_json {
        let value = parse(&Arc::new(Source::new("", document))).documents.first().and_then(value);
        let text = format!("{:#}", value.unwrap_or_default());
        return out.push_str(&text.replace('\n', line_break));
    }
    out.push_str(&format!("---\n{document}").replace('\n', line_break));
}

/// Returns the value of a document that can be read.
fn value(document: &Document) -> Option<Value> {
    document.tree.as_ref().ok().map(|tree| tree.root().to_json())
}
