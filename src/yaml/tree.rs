//! The arena: every node of one document in preorder, 24 bytes each, with offsets into the source. Owns the memory
//! layout and how it is built; what a scalar means is told by `resolve`, how a node is used by `node`.

use std::sync::Arc;

use super::depth::MAX_DEPTH;
use super::lookup::Tables;
use super::node::Node;
use super::syntax::SyntaxError;
use crate::source::{Source, Span};

/// The index of a node in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The kind of a node, and the place of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A plain scalar: its meaning follows from its text.
    Plain,
    /// A scalar that is a string whatever its text: quoted, block, or tagged so.
    Text,
    /// A plain scalar whose text is not the source's, word for word.
    PlainCopied,
    /// A string whose text is not the source's, word for word: escapes, folding, block scalars.
    TextCopied,
    Sequence,
    /// A mapping whose keys are distinct strings: reading it needs no thought.
    Mapping,
    /// A mapping with merge keys, duplicates, or keys that are not strings.
    OddMapping,
    /// Stands for the node in `a`.
    Alias,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raw {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The node after this one's subtree.
    pub(super) next: u32,
    /// Scalars: start of the text; aliases: the target; mappings and sequences: the number of child nodes.
    pub(super) a: u32,
    /// Scalars: end of the text; mappings and sequences: 1 in brackets, 0 on lines of their own.
    pub(super) b: u32,
    pub(super) form: Form,
}

/// A key that stands twice in one mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Twice {
    pub(super) mapping: NodeId,
    pub(super) key: NodeId,
    pub(super) first: NodeId,
}

/// One document: its nodes, and the source they point into.
#[derive(Debug)]
pub struct Tree {
    pub(super) source: Arc<Source>,
    pub(super) nodes: Vec<Raw>,
    /// Scalar texts that are not in the source word for word.
    pub(super) copied: String,
    /// In the order of the mappings.
    pub(super) twice: Vec<Twice>,
    /// The first line behind its end that says something, though no separator stands before it.
    pub(super) unread: Option<Span>,
    pub(super) tables: Tables,
}

/// Trees are the same if each node of one stands where that of the other does, in the same source, and has the same text.
impl PartialEq for Tree {
    fn eq(&self, other: &Self) -> bool {
        let Self { source, nodes, copied, twice, unread, tables: _ } = self;
        let is_same_source = Arc::ptr_eq(source, &other.source);
        let rest = (&other.nodes, &other.copied, &other.twice, &other.unread);
        is_same_source && (nodes, copied, twice, unread) == rest
    }
}

impl Tree {
    /// A document with nothing in it.
    pub(super) fn null() -> Self {
        let nothing = Raw { start: 0, end: 0, next: 1, a: 0, b: 0, form: Form::Plain };
        let source = Arc::new(Source::new("", ""));
        let (nodes, tables) = (vec![nothing], Tables::default());
        Self { source, nodes, copied: String::new(), twice: Vec::new(), unread: None, tables }
    }

    /// The document's root node.
    pub fn root(&self) -> Node<'_> {
        Node { tree: self, id: NodeId(0) }
    }

    /// The text the tree was read from.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Returns the first line behind the end of the document, where it says something and no separator stands before it:
    /// Kubernetes reads one document between two separators, and passes over the rest.
    pub fn unread(&self) -> Option<Span> {
        self.unread.map(|span| self.source.origin(span))
    }

    /// Returns true if some nodes stand for others.
    pub fn has_aliases(&self) -> bool {
        self.nodes.iter().any(|raw| raw.form == Form::Alias)
    }

    /// Returns true if the entries of every mapping are those that are written in it.
    pub fn is_plain(&self) -> bool {
        !self.nodes.iter().any(|raw| matches!(raw.form, Form::Alias | Form::OddMapping))
    }

    /// A node by its index; an index of another tree gives some other node.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        if id.index() < self.nodes.len() { Node { tree: self, id } } else { self.root() }
    }

    pub(super) fn text(&self, raw: &Raw) -> &str {
        let range = raw.a as usize..raw.b as usize;
        let text = match raw.form {
            Form::Plain | Form::Text => self.source.text().get(range),
            Form::PlainCopied | Form::TextCopied => self.copied.get(range),
            _ => None,
        };
        text.unwrap_or_default()
    }
}

/// A node whose end has not come yet.
struct Open {
    id: usize,
    /// The end of what lies in it so far.
    end: u32,
}

/// Makes a tree from events.
pub(super) struct Builder {
    source: Arc<Source>,
    nodes: Vec<Raw>,
    copied: String,
    open: Vec<Open>,
    /// Node of each anchor, by the parser's numbering from 1.
    anchors: Vec<Option<NodeId>>,
    pub(super) aliases: bool,
}

/// Levels of nesting that manifests have.
pub(super) const USUAL_DEPTH: usize = 16;

/// Offsets fit: input is limited to far less than 4 GiB.
#[allow(clippy::cast_possible_truncation)]
const fn small(offset: usize) -> u32 {
    offset as u32
}

impl Builder {
    pub(super) fn new(source: &Arc<Source>, bytes: usize) -> Self {
        // Manifests have a node for every 12 bytes or so.
        let (nodes, open) = (Vec::with_capacity(bytes / 16 + 4), Vec::with_capacity(USUAL_DEPTH));
        let source = source.clone();
        Self { source, nodes, copied: String::new(), open, anchors: Vec::new(), aliases: false }
    }

    fn push(&mut self, span: Span, form: Form, a: usize, b: usize) -> NodeId {
        let id = self.nodes.len();
        let (start, end) = (small(span.start), small(span.end));
        if let Some(parent) = self.open.last() {
            self.nodes[parent.id].a += 1;
        }
        self.reach(end);
        self.nodes.push(Raw { start, end, next: small(id + 1), a: small(a), b: small(b), form });
        NodeId(small(id))
    }

    /// Begins a sequence or mapping.
    pub(super) fn open(&mut self, form: Form, is_flow: bool, span: Span) -> Result<NodeId, SyntaxError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(SyntaxError::too_deep(span));
        }
        let id = self.push(span, form, 0, usize::from(is_flow));
        self.open.push(Open { id: id.index(), end: small(span.start) });
        Ok(id)
    }

    /// Ends the innermost sequence or mapping; `end` is known where a bracket closes it.
    pub(super) fn close(&mut self, end: Option<usize>) -> Option<NodeId> {
        let Open { id, end: last } = self.open.pop()?;
        let next = small(self.nodes.len());
        let node = &mut self.nodes[id];
        node.next = next;
        node.end = end.map_or(last, small).max(node.start);
        let end = node.end;
        self.reach(end);
        Some(NodeId(small(id)))
    }

    /// Lengthens the innermost open node to here.
    fn reach(&mut self, end: u32) {
        if let Some(open) = self.open.last_mut() {
            open.end = open.end.max(end);
        }
    }

    /// Adds a scalar. `bare` is what lies in the source between its quotes, if it has any.
    pub(super) fn scalar(&mut self, span: Span, bare: Span, text: &str, plain: bool) -> NodeId {
        if self.source.text().get(bare.start..bare.end) == Some(text) {
            let form = if plain { Form::Plain } else { Form::Text };
            return self.push(span, form, bare.start, bare.start + text.len());
        }
        let start = self.copied.len();
        self.copied.push_str(text);
        let form = if plain { Form::PlainCopied } else { Form::TextCopied };
        self.push(span, form, start, self.copied.len())
    }

    /// Adds a scalar whose text stands in the source, word for word.
    pub(super) fn verbatim(&mut self, span: Span, text: Span, form: Form) {
        self.push(span, form, text.start, text.end);
    }

    /// Returns true if what comes next stands in brackets; a pair in a list, as in `[a: b]`, has none of its own.
    pub(super) fn is_in_flow(&self) -> bool {
        self.open.iter().rev().take(2).any(|open| self.nodes[open.id].b != 0)
    }

    /// Returns the number of sequences and mappings that have not ended.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Lengthens the scalar added last by the colon behind it, if it is a plain one that ends there.
    pub(super) fn take_colon(&mut self, colon: usize) -> bool {
        let colon = small(colon);
        match self.nodes.last_mut() {
            Some(key) if key.form == Form::Plain && key.end == colon && key.b == colon => {
                (key.end, key.b) = (colon + 1, colon + 1);
                true
            }
            _ => false,
        }
    }

    /// Puts the key of the mapping closed last in the mapping's place.
    pub(super) fn unwrap_key(&mut self, mapping: NodeId) {
        let at = mapping.index();
        if let Some(key) = self.nodes.get(at + 1).copied() {
            self.nodes.truncate(at);
            self.nodes.push(Raw { next: small(at + 1), ..key });
        }
    }

    /// Names the node for aliases to come.
    pub(super) fn anchor(&mut self, anchor: usize, id: NodeId) {
        if anchor == 0 {
            return;
        }
        if self.anchors.len() <= anchor {
            self.anchors.resize(anchor + 1, None);
        }
        self.anchors[anchor] = Some(id);
    }

    /// Adds an alias of an anchor met before.
    pub(super) fn alias(&mut self, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        let target = self.anchors.get(anchor).copied().flatten().ok_or_else(|| SyntaxError::unknown_anchor(span))?;
        self.aliases = true;
        self.push(span, Form::Alias, target.index(), 0);
        Ok(())
    }

    /// The tree, not yet checked; `None` where there was no event at all.
    pub(super) fn finish(self) -> Option<Tree> {
        if self.nodes.is_empty() {
            return None;
        }
        let Self { source, mut nodes, mut copied, .. } = self;
        nodes.shrink_to_fit();
        copied.shrink_to_fit();
        Some(Tree { source, nodes, copied, twice: Vec::new(), unread: None, tables: Tables::default() })
    }
}
