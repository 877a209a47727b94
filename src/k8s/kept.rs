//! Objects that are kept while the rest of a text is read: untyped, and of a text that is read in parts no more than their
//! own bytes, without what servers fill in and nobody judges.

use std::sync::Arc;

use super::manifest::{Identity, Manifest};
use crate::source::{Source, Span};
use crate::yaml::{self, Kind, Node};

/// Bytes that an object takes besides its text.
const OVERHEAD: usize = 512;

/// An object that is kept.
#[derive(Debug)]
pub struct Kept(Form);

#[derive(Debug)]
enum Form {
    /// With all of the text or part that it was read from.
    Read(Manifest),
    /// To be parsed again.
    Text { source: Arc<Source>, document: usize, identity: Arc<Identity> },
}

impl Manifest {
    /// Keeps the object without the part of a text that it was read from, as far as that is possible.
    pub fn keep(&self) -> Kept {
        let own = (!self.source.is_whole()).then(|| self.own_text()).flatten();
        Kept(match own {
            Some(source) => {
                Form::Text { source: Arc::new(source), document: self.document, identity: Arc::clone(&self.identity) }
            }
            None => Form::Read(self.untyped()),
        })
    }

    /// The text of the object alone; `None` where it cannot be read without the text around it.
    fn own_text(&self) -> Option<Source> {
        let (node, source) = (self.node(), &self.source);
        let mut span = node.span();
        if self.tree().has_aliases() {
            return None;
        }
        if !is_in_brackets(node) {
            let line = source.line(source.position(span.start).line)?;
            let before = source.get(Span::new(line.start, span.start))?;
            if !before.bytes().all(|byte| matches!(byte, b' ' | b'-')) {
                return None;
            }
            span.start = line.start;
        }
        let mut pieces = vec![span];
        for cut in self.filled_in() {
            let last = pieces.pop()?;
            pieces.extend([Span::new(last.start, cut.start), Span::new(cut.end, last.end)]);
        }
        pieces.retain(|piece| !piece.is_empty());
        source.get(span)?;
        Some(source.only(&pieces))
    }

    /// The fields that a server fills in and nobody judges, ascending. What is left can be read without them.
    fn filled_in(&self) -> Vec<Span> {
        if self.uid().is_none() || !self.tree().is_plain() {
            return Vec::new();
        }
        let metadata = self.node().get("metadata");
        let fields = metadata.and_then(|metadata| entry_span(metadata, "managedFields", false));
        let mut cuts: Vec<Span> = fields.into_iter().chain(entry_span(self.node(), "status", true)).collect();
        cuts.sort_unstable();
        cuts
    }
}

/// The bytes that can be taken out of a mapping together with one of its entries.
fn entry_span(mapping: Node<'_>, name: &str, is_root: bool) -> Option<Span> {
    let entries: Vec<_> = mapping.entries().collect();
    let at = entries.iter().position(|entry| entry.name == name)?;
    let (key, value) = (entries[at].key.span(), entries[at].value.span());
    if let Some(next) = entries.get(at + 1) {
        return Some(Span::new(key.start, next.key.span().start));
    }
    let before = &entries.get(at.checked_sub(1)?)?.value;
    if is_in_brackets(mapping) {
        return Some(Span::new(before.span().end, value.end));
    }
    is_root.then(|| Span::new(key.start, mapping.span().end.max(value.end)))
}

/// Returns true if a mapping is written with braces.
fn is_in_brackets(mapping: Node<'_>) -> bool {
    let span = mapping.span();
    mapping.tree().source().get(Span::new(span.start, span.start + 1)) == Some("{")
}

impl Kept {
    /// Returns the object, to be typed anew; `None` where its text cannot be read again.
    pub fn read(&self) -> Option<Manifest> {
        match &self.0 {
            Form::Read(manifest) => Some(manifest.untyped()),
            Form::Text { source, document, identity } => {
                let stream = yaml::piece(source, 0..source.text().len(), *document, false);
                let tree = stream.documents.into_iter().next()?.tree.ok()?;
                let root = tree.root();
                // An item of a list in block style has its dash before it.
                let node = if root.kind() == Kind::Sequence { root.items().next()? } else { root };
                Some(Manifest::new(&tree, node, *document, Arc::clone(identity)))
            }
        }
    }

    /// Returns about how many bytes of memory it takes; where it is kept with a text, those of all of the text.
    pub fn size(&self) -> usize {
        self.source().text().len() + OVERHEAD
    }

    /// Returns what is kept of its text.
    pub fn source(&self) -> &Arc<Source> {
        match &self.0 {
            Form::Read(manifest) => &manifest.source,
            Form::Text { source, .. } => source,
        }
    }

    /// Returns the line on which it begins.
    pub fn line(&self) -> usize {
        let first = match &self.0 {
            Form::Read(manifest) => manifest.node().span(),
            Form::Text { source, .. } => source.origin(Span::default()),
        };
        self.source().position(first.start).line
    }
}
