//! The names of other objects that an object is told.

use crate::k8s::Manifest;
use crate::k8s::name_fields::{NamedObject, named_objects};
use crate::yaml::{FieldPath, Node};

/// A name of another object in the same namespace.
pub(super) struct Reference<'a> {
    /// The kind of the other object.
    pub(super) kind: &'static str,
    /// Its name.
    pub(super) name: &'a str,
    /// The field that holds the name.
    pub(super) place: FieldPath,
}

/// Returns the names of other objects that an object and its Pod are told. Those that may be missing are left out.
pub(super) fn references(manifest: &Manifest) -> Vec<Reference<'_>> {
    let home = manifest.identity.namespace.as_deref().unwrap_or("default");
    let named = named_objects(manifest).into_iter().filter(|named| !is_optional(named.beside));
    let here = named.filter_map(|NamedObject { kind, name, beside, place }| {
        let kind = match kind {
            Some(kind) => kind,
            None => kind_of(manifest, beside, home)?,
        };
        Some(Reference { kind, name, place })
    });
    here.collect()
}

/// Returns true if the object that a mapping names may be missing.
fn is_optional(mapping: Node<'_>) -> bool {
    mapping.get("optional").is_some_and(|optional| optional.text() == "true")
}

/// Returns the kind beside a name of a RoleBinding, where what it names is in the namespace of the binding.
fn kind_of(manifest: &Manifest, mapping: Node<'_>, home: &str) -> Option<&'static str> {
    let text = |field: &str| mapping.get(field).and_then(Node::as_str);
    let kind = ["Role", "ServiceAccount"].into_iter().find(|kind| text("kind") == Some(kind));
    kind.filter(|_| manifest.identity.kind == "RoleBinding" && text("namespace").is_none_or(|of| of == home))
}
