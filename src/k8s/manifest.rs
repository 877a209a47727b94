//! One object: its type, its node, and the way from paths to places.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::custom_workload::{self, CustomWorkload};
use super::object::Object;
use super::pod::{self, Pod};
use crate::source::{Source, Span};
use crate::yaml::{FieldPath, Kind, Node, NodeId, Problem, Scalar, Segment, Tree};

/// The API version, kind, namespace and name of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// `apps/v1`
    pub api_version: String,
    /// `Deployment`
    pub kind: String,
    /// `metadata.namespace`, where it is a string.
    pub namespace: Option<String>,
    /// `metadata.name`, where it is a string.
    pub name: Option<String>,
}

impl fmt::Display for Identity {
    /// Writes kind, namespace and name: `Deployment shop/web`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.kind)?;
        if let Some(namespace) = &self.namespace {
            write!(f, "{namespace}/")?;
        }
        f.write_str(self.name.as_deref().unwrap_or("without a name"))
    }
}

impl Identity {
    pub(super) fn new(api_version: &str, kind: &str, node: Node<'_>) -> Self {
        let metadata = node.get("metadata");
        // The API server takes no name of more than 253 characters; every finding of an object has its name.
        let short = |name: &str| name[..name.floor_char_boundary(1000)].to_owned();
        let named = |field| metadata.and_then(|metadata| metadata.get(field)).and_then(Node::as_str).map(short);
        let (namespace, name) = (named("namespace"), named("name"));
        Self { api_version: short(api_version), kind: short(kind), namespace, name }
    }
}

/// One object of a text.
#[derive(Debug)]
pub struct Manifest {
    /// The text.
    pub source: Arc<Source>,
    /// Number of its document in the text, from 0; items of one list share it.
    pub document: usize,
    /// Its API version, kind and name; shared with all that is found in it.
    pub identity: Arc<Identity>,
    tree: Arc<Tree>,
    node: NodeId,
    typed: OnceLock<Typed>,
}

/// An object as a type has it.
#[derive(Debug)]
struct Typed {
    object: Object,
    problems: Vec<Problem>,
    /// The Pod template of an object without a type.
    custom: Option<Box<CustomWorkload>>,
}

impl Manifest {
    pub(super) fn new(tree: &Arc<Tree>, node: Node<'_>, document: usize, identity: Arc<Identity>) -> Self {
        let source = tree.source().clone();
        Self { source, document, identity, tree: tree.clone(), node: node.id(), typed: OnceLock::new() }
    }

    /// The same object, not typed yet. A typed object takes many times the memory of its text: who looks at each of
    /// many objects once looks at such copies.
    pub fn untyped(&self) -> Self {
        let (source, tree, identity) = (self.source.clone(), self.tree.clone(), self.identity.clone());
        Self { source, document: self.document, identity, tree, node: self.node, typed: OnceLock::new() }
    }

    /// The object typed, without the text and the tree it was read from.
    pub fn into_object(self) -> Object {
        self.typed();
        self.typed.into_inner().map_or(Object::Unknown, |typed| typed.object)
    }

    /// The object typed, with stand-ins for what is wrong in it. Typed when first asked for, and kept.
    pub fn object(&self) -> &Object {
        &self.typed().object
    }

    /// Returns the problems of decoding.
    pub fn problems(&self) -> &[Problem] {
        &self.typed().problems
    }

    fn typed(&self) -> &Typed {
        self.typed.get_or_init(|| {
            let (object, problems) = Object::decode(&self.identity.api_version, &self.identity.kind, self.node());
            let custom = matches!(object, Object::Unknown).then(|| custom_workload::template(self.node())).flatten();
            Typed { object, problems, custom }
        })
    }

    /// The tree that the object is in.
    pub(super) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The object's own node: in a list, that of its item.
    pub fn node(&self) -> Node<'_> {
        self.tree.node(self.node)
    }

    /// The bytes to point at for a path: a scalar's value; the name of a list's item that has one; otherwise the key.
    /// Where the path leads nowhere, the nearest ancestor that exists, by the same rule; the object itself is its
    /// `kind`.
    pub fn locate(&self, path: &FieldPath) -> Span {
        let mut node = self.node();
        let mut place = node.get("kind").map_or(node.span(), Node::span);
        for segment in path.segments() {
            let next = match segment {
                Segment::Field(name) | Segment::Key(name) => {
                    node.entry(name).map(|entry| (entry.value, entry.key.span()))
                }
                Segment::Index(_) => node.step(segment).map(|item| (item, named(item))),
            };
            let Some((value, key)) = next else { break };
            let scalar = value.kind() == Kind::Scalar && !value.span().is_empty();
            place = if scalar { value.span() } else { key };
            node = value;
        }
        place
    }

    /// The bytes of a part of a scalar's `value` that stands in the file as it does in the value; otherwise those of
    /// the whole scalar.
    pub fn locate_within(&self, path: &FieldPath, value: &str, part: Range<usize>) -> Span {
        let whole = self.locate(path);
        let words = value.get(part.clone()).unwrap_or_default();
        let before = value.get(..part.start).map_or(0, |before| before.matches(words).count());
        let found = self.source.slice(whole).match_indices(words).nth(before);
        found.map_or(whole, |(at, _)| Span::new(whole.start + at, whole.start + at + words.len()))
    }

    /// Returns how many Pods the object asks for at a time: 1 where it does not say; `None` where that is not for it
    /// to say.
    pub fn replicas(&self) -> Option<i64> {
        let workload =
            matches!(&*self.identity.kind, "Deployment" | "ReplicaSet" | "StatefulSet" | "ReplicationController");
        let asked = || self.node().get("spec")?.get("replicas").map(Node::scalar);
        match (self.identity.kind.as_str(), asked()) {
            ("Pod", _) => Some(1),
            (_, Some(Scalar::Int(replicas))) if workload => Some(replicas),
            _ => workload.then_some(1),
        }
    }

    /// The node of the object's Pod or pod template, with its `metadata` and `spec`: what can be told without typing
    /// the object of where [`Manifest::pod`] is.
    pub fn pod_node(&self) -> Option<Node<'_>> {
        let Identity { api_version, kind, .. } = &*self.identity;
        let known = pod::template_in(kind).filter(|_| Object::KINDS.contains(&(api_version, kind)));
        let Some(fields) = known else { return custom_workload::place(self.node()).map(|(template, _)| template) };
        let template = fields.iter().try_fold(self.node(), |node, field| node.get(field))?;
        template.get("spec").filter(|spec| !spec.is_null()).map(|_| template)
    }

    /// The object's pod spec, wherever its kind has it; also that of a removed API or custom resource that has it
    /// where workloads do.
    pub fn pod(&self) -> Option<Pod<'_>> {
        let custom = || {
            let custom = self.typed().custom.as_ref()?;
            Pod::of_template(&custom.template, &self.identity.kind, custom.path)
        };
        Pod::of(self.object(), &self.identity.kind).or_else(custom)
    }
}

/// Returns the span of an item of a list: its name, its first key, or all of it.
fn named(item: Node<'_>) -> Span {
    let name = item.get("name").filter(|name| name.kind() == Kind::Scalar && !name.span().is_empty());
    let first = || item.entries().next().map(|entry| entry.key.span());
    name.map(Node::span).or_else(first).unwrap_or(item.span())
}
