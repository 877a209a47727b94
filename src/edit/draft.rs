//! A text under change: each change is made on what the one before has left.

use std::sync::Arc;

use super::apply::{Edit, apply};
use super::change::Change;
use super::lines;
use super::plan::plan;
use super::proof::prove;
use super::refused::Refused;
use crate::source::Source;
use crate::yaml::{Document, FieldPath, Tree, document, parse};

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

    /// Makes several changes of an object, at once where they do not meet, or else one after the other: each has to
    /// leave the paths of those behind it as they are.
    ///
    /// # Errors
    /// Fails if a change cannot be made as an edit that is safe; those before it are made.
    pub fn change_all(&mut self, document: usize, object: &FieldPath, changes: &[Change]) -> Result<(), Refused> {
        match self.together(document, object, changes) {
            Ok(()) => Ok(()),
            Err(_) => changes.iter().try_for_each(|change| self.change(document, object, change)),
        }
    }

    fn together(&mut self, document: usize, object: &FieldPath, changes: &[Change]) -> Result<(), Refused> {
        let tree = self.tree(document).ok_or_else(|| Refused::Missing(object.clone()))?;
        let object = tree.root().at(object).ok_or_else(|| Refused::Missing(object.clone()))?;
        let edits: Vec<Vec<Edit>> = changes.iter().map(|change| plan(object, change)).collect::<Result<_, _>>()?;
        let edits = edits.concat();
        prove(object, changes, &edits)?;
        let text = apply(self.source.text(), &edits)?;
        self.source = Arc::new(Source::new(self.source.name(), text));
        Ok(())
    }

    /// Returns the tree of a document as it is now.
    pub fn tree(&self, document: usize) -> Option<Arc<Tree>> {
        parse(&self.source).documents.into_iter().find(|other| other.index == document)?.tree.ok()
    }

    /// Returns true if the text is JSON without separators, whose documents follow each other.
    pub fn is_json(&self) -> bool {
        let text = self.source.text();
        let first = text.trim_start_matches('\u{feff}').trim_start().strip_prefix('{');
        let is_quoted = first.is_some_and(|rest| rest.trim_start().starts_with(['"', '}']));
        is_quoted && !text.lines().any(|line| line.starts_with("---"))
    }

    /// Adds an object as a further document at the end, with a comment at its head; JSON has none.
    pub fn add_document(&mut self, value: &serde_json::Value, comment: &str) {
        let text = self.source.text();
        let line_break = lines::line_break(text);
        let broken = |text: &str| text.replace('\n', line_break);
        let new = match (self.is_json(), self.is_ended()) {
            (true, true) => format!("{text}{}{line_break}", broken(&format!("{value:#}"))),
            (true, false) => format!("{text}{line_break}{}", broken(&format!("{value:#}"))),
            (false, true) => format!("{text}---{line_break}# {comment}{line_break}{}", broken(&document(value))),
            (false, false) => {
                let document = broken(&document(value));
                format!("{text}{line_break}---{line_break}# {comment}{line_break}{document}")
            }
        };
        self.source = Arc::new(Source::new(self.source.name(), new));
    }

    /// Returns true if a line break ends the text.
    pub fn is_ended(&self) -> bool {
        let text = self.source.text();
        text.is_empty() || text.ends_with('\n')
    }

    /// Takes out a document that [`add_document`](Self::add_document) added, and the line break before it if it is the last
    /// one and the text [had none](Self::is_ended). Changes nothing if that is refused.
    ///
    /// # Errors
    /// Fails if the other documents would say something else.
    pub fn remove_document(&mut self, document: usize, was_ended: bool) -> Result<(), Refused> {
        let text = self.source.text();
        let before = parse(&self.source).documents;
        let missing = || Refused::Missing(FieldPath::default());
        let at = before.iter().position(|other| other.index == document).ok_or_else(missing)?;
        let root = before[at].tree.as_ref().map_err(|_| missing())?.root().span();
        let (start, end) = if self.is_json() {
            (lines::without_break(text, lines::start(text, root.start)), root.end)
        } else {
            let start = text[..root.start].rfind("\n---").map_or(0, |at| at + 1);
            let end = text[root.end..].find("\n---").map_or(text.len(), |at| root.end + at + 1);
            let is_last = end == text.len();
            (if is_last && !was_ended { lines::without_break(text, start) } else { start }, end)
        };
        let after = apply(text, &[Edit::remove(start, end)])?;
        let after = Arc::new(Source::new(self.source.name(), after));
        let value = |document: &Document| document.tree.as_ref().ok().map(|tree| tree.root().to_json());
        let others = before.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, document)| value(document));
        if !others.eq(parse(&after).documents.iter().map(value)) {
            return Err(Refused::Differs);
        }
        self.source = after;
        Ok(())
    }
}
