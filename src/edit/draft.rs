//! A text under change: each change is made on what the one before has left.

use std::sync::Arc;

use super::apply::apply;
use super::change::Change;
use super::lines;
use super::plan::plan;
use super::proof::prove;
use super::refused::Refused;
use crate::source::Source;
use crate::yaml::{FieldPath, document, parse};

/// A text that is being changed.
#[derive(Clone, Debug)]
pub struct Draft {
    source: Arc<Source>,
}

impl Draft {
    /// Begins with a text as it is.
    pub fn new(source: Arc<Source>) -> Self {
        Self { source }
    }

    /// Returns the text as it is now.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Makes a change of an object: `document` is the number of its document, `object` the path to it in there, which is
    /// the root unless the object is an item of a list. Changes nothing if the change is refused.
    ///
    /// # Errors
    /// Fails if the change cannot be made as an edit that is safe.
    pub fn change(&mut self, document: usize, object: &FieldPath, change: &Change) -> Result<(), Refused> {
        let missing = || Refused::Missing(object.clone());
        let stream = parse(&self.source);
        let found = stream.documents.into_iter().find(|other| other.index == document).ok_or_else(missing)?;
        let tree = found.tree.map_err(|error| Refused::Unreadable(error.message))?;
        let object = tree.root().at(object).ok_or_else(missing)?;
        let edits = plan(object, change)?;
        prove(object, std::slice::from_ref(change), &edits)?;
        let text = apply(self.source.text(), &edits)?;
        self.source = Arc::new(Source::new(self.source.name(), text));
        Ok(())
    }

    /// Adds an object as a further document at the end.
    pub fn add_document(&mut self, value: &serde_json::Value) {
        let text = self.source.text();
        let line_break = lines::line_break(text);
        let is_json = parse(&self.source).documents.last().is_some_and(|last| {
            last.tree
                .as_ref()
                .is_ok_and(|tree| tree.root().is_flow() && text[last.span.start..].trim_start().starts_with('{'))
        });
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { line_break };
        let new = if is_json {
            format!("{text}{end}{value:#}{line_break}")
        } else {
            let separator = if text.trim().is_empty() { String::new() } else { format!("---{line_break}") };
            format!("{text}{end}{separator}{}", document(value).replace('\n', line_break))
        };
        self.source = Arc::new(Source::new(self.source.name(), new));
    }
}
