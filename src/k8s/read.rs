//! From a text to the objects in it. Lists are taken apart; what is no object is kept with the reason.

use std::sync::Arc;

use super::manifest::{Identity, Manifest};
use crate::source::{Source, Span};
use crate::yaml::{self, Comment, Kind, ListKind, Node, Shape, SyntaxError, Tree};

/// The objects of a text, or of a piece of one.
#[derive(Debug, Default)]
pub struct Read {
    /// The objects, in the order of the text.
    pub manifests: Vec<Manifest>,
    /// Documents, and items of lists, that are no objects.
    pub strays: Vec<Stray>,
    /// The documents that hold something: number, and bytes from the first to the separator.
    pub documents: Vec<(usize, Span)>,
    /// All comments, where they were asked for.
    pub comments: Vec<Comment>,
    /// True if its document began in an earlier part of the text.
    pub is_continued: bool,
}

/// Something that should be an object and is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Number of the document, from 0.
    pub document: usize,
    /// The place to point at.
    pub span: Span,
    /// The reason why it is no object.
    pub why: Why,
    /// The keys at the top of its document, or of the first item of a list; no more than tell what it is.
    pub keys: Vec<Box<str>>,
}

/// The reason why something is no object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It cannot be read at all.
    Syntax(SyntaxError),
    /// It is not a mapping.
    Shape(Shape),
    /// `apiVersion` or `kind` is missing, empty or not a string; this may be no manifest at all.
    Unidentified {
        /// The field that is not there.
        field: &'static str,
        /// True if the other one is there: then a manifest was meant.
        meant: bool,
    },
}

impl Why {
    /// Returns the fault: lower case, no full stop.
    pub fn message(&self) -> String {
        match self {
            Self::Syntax(error) => error.message.clone(),
            Self::Shape(shape) => format!("a Kubernetes object is a mapping, and this is {shape}"),
            Self::Unidentified { field, .. } => format!("this object does not say its `{field}`"),
        }
    }

    /// Returns the help, which says what would be right: one imperative clause.
    pub fn help(&self) -> String {
        match self {
            Self::Syntax(error) => error.help.clone(),
            Self::Shape(_) => "write `apiVersion`, `kind` and `metadata`, each on a line of its own".to_owned(),
            Self::Unidentified { field: "kind", .. } => "add `kind`, such as `kind: Pod`".to_owned(),
            Self::Unidentified { .. } => "add `apiVersion`, such as `apiVersion: v1`".to_owned(),
        }
    }
}

/// Reads the objects of a text.
pub fn read(source: &Arc<Source>) -> Read {
    objects(yaml::parse(source))
}

/// Returns the objects of a text, or of a piece of one.
pub(super) fn objects(stream: yaml::Stream) -> Read {
    trees(stream, |mut reader| reader.object(reader.tree.root(), None))
}

/// Returns the object of an item of a list. Where the item is written with its dash, it is a list of one.
pub(super) fn item(stream: yaml::Stream, list: &ListKind, has_dash: bool) -> Read {
    let api_version = list.api_version.as_deref().filter(|version| !version.is_empty());
    let kind = list.kind.as_deref().and_then(|kind| kind.strip_suffix("List")).filter(|kind| !kind.is_empty());
    let kinds = api_version.zip(kind).map(|(api_version, kind)| Item { api_version, kind });
    trees(stream, |mut reader| {
        let root = reader.tree.root();
        if has_dash {
            root.items().for_each(|node| reader.object(node, kinds));
        } else {
            reader.object(root, kinds);
        }
    })
}

/// Hands each tree of a text on; what cannot be read is none.
pub(super) fn trees(stream: yaml::Stream, mut take: impl FnMut(Reader<'_>)) -> Read {
    let documents = stream.documents.iter().map(|document| (document.index, document.span)).collect();
    let mut read = Read { documents, comments: stream.comments, ..Read::default() };
    for document in stream.documents {
        match document.tree {
            Ok(tree) => take(Reader { tree: &tree, document: document.index, read: &mut read }),
            Err(error) => {
                let span = error.span;
                read.strays.push(Stray { document: document.index, span, why: Why::Syntax(error), keys: Vec::new() });
            }
        }
    }
    read
}

/// Reads the objects of one tree.
pub(super) struct Reader<'a> {
    pub(super) tree: &'a Arc<Tree>,
    document: usize,
    read: &'a mut Read,
}

/// The API version and kind that items of a typed list have when they do not say it themselves.
#[derive(Clone, Copy)]
struct Item<'a> {
    api_version: &'a str,
    kind: &'a str,
}

impl Reader<'_> {
    pub(super) fn stray(&mut self, span: Span, why: Why) {
        self.read.strays.push(Stray { document: self.document, span, why, keys: keys(self.tree.root()) });
    }

    /// Notes an object without `apiVersion` or `kind`.
    pub(super) fn unidentified(&mut self, node: Node<'_>, api_version: Option<&str>, kind: Option<&str>) {
        let field = if kind.is_none() { "kind" } else { "apiVersion" };
        let span = node.entry(field).or_else(|| node.entries().next()).map_or(node.span(), |entry| entry.key.span());
        self.stray(span, Why::Unidentified { field, meant: kind.is_some() || api_version.is_some() });
    }

    fn object(&mut self, node: Node<'_>, item: Option<Item<'_>>) {
        if node.kind() != Kind::Mapping {
            return self.stray(node.span(), Why::Shape(Shape::of(node)));
        }
        let named = |field| node.get(field).and_then(Node::as_str).filter(|name| !name.is_empty());
        let api_version = named("apiVersion").or(item.map(|item| item.api_version));
        let kind = named("kind").or(item.map(|item| item.kind));
        let (Some(api_version), Some(kind)) = (api_version, kind) else {
            return self.unidentified(node, api_version, kind);
        };
        let items = node.get("items").filter(|_| kind.ends_with("List"));
        // A list of nothing, as programs write it.
        if items.is_some_and(Node::is_null) {
            return;
        }
        if let Some(items) = items.filter(|items| items.kind() == Kind::Sequence) {
            let singular = &kind[..kind.len() - "List".len()];
            let item = (!singular.is_empty()).then_some(Item { api_version, kind: singular });
            return items.items().for_each(|node| self.object(node, item));
        }
        let identity = Arc::new(Identity::new(api_version, kind, node));
        self.read.manifests.push(Manifest::new(self.tree, node, self.document, identity));
    }
}

/// The most keys that are looked at, and the most bytes of one: nothing else is told by more.
const KEYS: usize = 64;

/// The keys of a mapping, or of the first item of a list.
fn keys(node: Node<'_>) -> Vec<Box<str>> {
    let node = if node.kind() == Kind::Sequence { node.items().next() } else { Some(node) };
    let texts = node.into_iter().flat_map(Node::entries).map(|entry| entry.key.text());
    texts.take(KEYS).filter(|text| text.len() <= KEYS).map(Box::from).collect()
}
