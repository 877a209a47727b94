//! Reading a tree: nodes with aliases followed, merge keys applied and the last of duplicate keys winning, as
//! Kubernetes reads them.

use std::borrow::Cow;

use super::lookup;
use super::merge::merged;
use super::path::{FieldPath, Segment};
use super::path_cursor::PathCursor;
use super::resolve::{Scalar, key_name, resolve};
use super::tree::{Form, NodeId, Raw, Tree};
use crate::source::Span;

/// The three shapes of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A single value.
    Scalar,
    /// A list.
    Sequence,
    /// Keys and their values.
    Mapping,
}

/// A node of a tree.
#[derive(Clone, Copy, Debug)]
pub struct Node<'t> {
    pub(super) tree: &'t Tree,
    pub(super) id: NodeId,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry<'t> {
    /// The key's node.
    pub key: Node<'t>,
    /// The key as Kubernetes reads it: `yes` is `true`, `010` is `8`.
    pub name: Cow<'t, str>,
    /// The value's node.
    pub value: Node<'t>,
}

/// Nodes side by side.
#[derive(Clone, Debug)]
pub struct Children<'t> {
    tree: &'t Tree,
    next: u32,
    end: u32,
}

impl<'t> Iterator for Children<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        if self.next >= self.end {
            return None;
        }
        let node = Node { tree: self.tree, id: NodeId(self.next) };
        self.next = node.raw().next;
        Some(node)
    }
}

/// The entries of a mapping.
#[derive(Clone, Debug)]
pub struct Entries<'t>(Pairs<'t>);

#[derive(Clone, Debug)]
enum Pairs<'t> {
    Even(Children<'t>),
    Odd(std::vec::IntoIter<Entry<'t>>),
}

impl<'t> Iterator for Entries<'t> {
    type Item = Entry<'t>;

    fn next(&mut self) -> Option<Entry<'t>> {
        match &mut self.0 {
            Pairs::Even(children) => {
                let key = children.next()?;
                Some(Entry { key, name: Cow::Borrowed(key.text()), value: children.next()? })
            }
            Pairs::Odd(entries) => entries.next(),
        }
    }
}

/// A key that stands twice in one mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The later key.
    pub key: Span,
    /// The key it repeats.
    pub first: Span,
    /// The key's path.
    pub path: FieldPath,
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.id == other.id
    }
}

impl<'t> Node<'t> {
    pub(super) fn raw(self) -> &'t Raw {
        &self.tree.nodes[self.id.index()]
    }

    /// The node itself, or what it is an alias of.
    pub(super) fn target(self) -> Node<'t> {
        let mut node = self;
        // An alias of an alias does not exist: an alias cannot have an anchor.
        if node.raw().form == Form::Alias {
            node.id = NodeId(node.raw().a);
        }
        node
    }

    /// The node's place in its tree, for keeping.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The tree the node belongs to.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// The shape of the node, or of what it is an alias of.
    pub fn kind(self) -> Kind {
        match self.target().raw().form {
            Form::Sequence => Kind::Sequence,
            Form::Mapping | Form::OddMapping => Kind::Mapping,
            _ => Kind::Scalar,
        }
    }

    /// Returns where the node was written, without anchor and tag; an alias stands where the `*name` is. Empty where
    /// nothing was written.
    pub fn span(self) -> Span {
        self.tree.source.origin(self.kept_span())
    }

    /// Returns where the node stands in what is kept of the text.
    pub(super) fn kept_span(self) -> Span {
        let raw = self.raw();
        Span::new(raw.start as usize, raw.end as usize)
    }

    /// Returns true if the node is written as `*name`.
    pub fn is_alias(self) -> bool {
        self.raw().form == Form::Alias
    }

    /// The meaning of a scalar; [`Scalar::Null`] for lists and mappings.
    pub fn scalar(self) -> Scalar<'t> {
        let node = self.target();
        let raw = node.raw();
        match raw.form {
            Form::Plain | Form::PlainCopied => resolve(node.tree.text(raw)),
            Form::Text | Form::TextCopied => Scalar::Str(node.tree.text(raw)),
            _ => Scalar::Null,
        }
    }

    /// A scalar's text before it is given a meaning: `0777` where [`Node::scalar`] says 511. Empty for lists and
    /// mappings.
    pub fn text(self) -> &'t str {
        let node = self.target();
        node.tree.text(node.raw())
    }

    /// Returns true if this is a plain scalar that means nothing.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Scalar && self.scalar() == Scalar::Null
    }

    /// The text of a string; `None` for anything else, numbers included.
    pub fn as_str(self) -> Option<&'t str> {
        match self.scalar() {
            Scalar::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a key; `None` for what is not a mapping.
    pub fn get(self, key: &str) -> Option<Node<'t>> {
        self.entry(key).map(|entry| entry.value)
    }

    /// The entries of a mapping, merge keys applied, the last of duplicates only; nothing for what is not a mapping.
    pub fn entries(self) -> Entries<'t> {
        let node = self.target();
        match node.raw().form {
            Form::OddMapping => Entries(Pairs::Odd(merged(node).into_iter())),
            _ => Entries(Pairs::Even(node.children(node.raw().form == Form::Mapping))),
        }
    }

    /// The elements of a list; nothing for what is not a list.
    pub fn items(self) -> Children<'t> {
        let node = self.target();
        node.children(node.raw().form == Form::Sequence)
    }

    /// The number of elements, or of keys and values as written.
    pub fn len(self) -> usize {
        let raw = self.target().raw();
        match raw.form {
            Form::Sequence => raw.a as usize,
            Form::Mapping | Form::OddMapping => raw.a as usize / 2,
            _ => 0,
        }
    }

    /// Returns true if there is nothing in a list or mapping.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Returns true if this is a list or a mapping in brackets.
    pub fn is_flow(self) -> bool {
        let raw = self.raw();
        let bracket = self.tree.source.text().as_bytes().get(raw.start as usize);
        // The mapping of `[key: value]` has no brackets of its own.
        matches!(raw.form, Form::Sequence | Form::Mapping | Form::OddMapping)
            && raw.b == 1
            && matches!(bracket, Some(b'[' | b'{'))
    }

    /// Returns true if this is the key `<<`, which merges its value into the mapping.
    pub fn is_merge_key(self) -> bool {
        super::merge::is_merge(self)
    }

    /// Returns the path from the root of the document to the node.
    pub fn path(self) -> FieldPath {
        PathCursor::from(self.tree.root()).to(self.id)
    }

    /// Returns the keys and values of a mapping as written: merge keys by themselves, duplicates all, and nothing for an
    /// alias.
    pub fn pairs(self) -> impl Iterator<Item = (Node<'t>, Node<'t>)> + use<'t> {
        let mut children = self.children(matches!(self.raw().form, Form::Mapping | Form::OddMapping));
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    pub(super) fn children(self, any: bool) -> Children<'t> {
        let end = self.raw().next;
        let next = if any { self.id.0 + 1 } else { end };
        Children { tree: self.tree, next, end }
    }

    /// Returns true if this is the node, or the node lies below it; aliases are left aside.
    pub(super) fn holds(self, id: NodeId) -> bool {
        self.id <= id && id.0 < self.raw().next
    }

    /// The key's name as Kubernetes reads it; `None` where it refuses the key.
    pub(super) fn key_name(self) -> Option<Cow<'t, str>> {
        self.name_of(self.text())
    }

    /// The name of a key with a text; `None` where Kubernetes refuses the key.
    pub(super) fn name_of(self, text: &'t str) -> Option<Cow<'t, str>> {
        match self.target().raw().form {
            Form::Plain | Form::PlainCopied => key_name(text),
            Form::Text | Form::TextCopied => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    /// The node a path leads to; `None` where the way ends before.
    pub fn at(self, path: &FieldPath) -> Option<Node<'t>> {
        path.segments().iter().try_fold(self, Node::step)
    }

    /// The node one step of a path leads to.
    pub fn step(self, segment: &Segment<'_>) -> Option<Node<'t>> {
        match segment {
            Segment::Field(name) | Segment::Key(name) => self.get(name),
            Segment::Index(index) => lookup::element(self, *index),
        }
    }

    /// An entry of a mapping with its key's node.
    pub fn entry(self, key: &str) -> Option<Entry<'t>> {
        lookup::entry(self, key)
    }

    /// The keys below this node that stand twice in their mapping, in the order of the text; not those that merge keys
    /// bring. Paths begin here. Kubernetes' readers take the last value or, where they are strict, refuse the object.
    pub fn duplicates(self) -> impl Iterator<Item = Duplicate> + use<'t> {
        let node = self.target();
        let (start, end) = (node.id.0, node.raw().next);
        let first = node.tree.twice.partition_point(|twice| twice.mapping.0 < start);
        let below = node.tree.twice[first..].iter().take_while(move |twice| twice.mapping.0 < end);
        let mut descent = PathCursor::from(node);
        below.map(move |twice| {
            let key = Node { id: twice.key, ..node };
            let name = key.key_name().unwrap_or_default();
            let path = descent.to(twice.mapping).join(Segment::Field(name));
            Duplicate { key: key.span(), first: Node { id: twice.first, ..node }.span(), path }
        })
    }

    /// The node as JSON. Alias bombs never become trees, so the size is bounded; see [`super::parse`].
    pub fn to_json(self) -> serde_json::Value {
        use serde_json::Value;
        match self.kind() {
            Kind::Sequence => Value::Array(self.items().map(Node::to_json).collect()),
            Kind::Mapping => {
                Value::Object(self.entries().map(|entry| (entry.name.into_owned(), entry.value.to_json())).collect())
            }
            Kind::Scalar => match self.scalar() {
                Scalar::Null => Value::Null,
                Scalar::Bool(value) => value.into(),
                Scalar::Int(value) => value.into(),
                Scalar::Uint(value) => value.into(),
                Scalar::Float(value) => whole(value).map_or_else(|| value.into(), Into::into),
                Scalar::Str(text) => text.into(),
            },
        }
    }
}

/// A float that Go's JSON prints without a fraction and that fits 64 bits.
#[allow(clippy::cast_possible_truncation, clippy::float_cmp)]
pub(super) fn whole(value: f64) -> Option<i64> {
    // 2^63, which is not an i64 any more.
    let fits = value.trunc() == value && value.abs() < 9_223_372_036_854_775_808.0;
    fits.then_some(value as i64)
}
