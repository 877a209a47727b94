//! References to what is about to be taken out.

use crate::k8s::Manifest;
use crate::yaml::{Kind, Node};

/// Fields that refer to an object by name: the kind, the field, and the field in it that has the name.
const REFERENCES: [(&str, &str, Option<&str>); 7] = [
    ("ConfigMap", "configMap", Some("name")),
    ("ConfigMap", "configMapRef", Some("name")),
    ("ConfigMap", "configMapKeyRef", Some("name")),
    ("Secret", "secret", Some("secretName")),
    ("Secret", "secretRef", Some("name")),
    ("Secret", "secretKeyRef", Some("name")),
    ("ServiceAccount", "serviceAccountName", None),
];

/// Returns true if a node, or one below it, refers to an object of a file.
pub(super) fn refers_to(node: Node<'_>, object: &Manifest) -> bool {
    let (kind, Some(name)) = (object.identity.kind.as_str(), object.identity.name.as_deref()) else { return false };
    let refers = |key: Node<'_>, value: Node<'_>| {
        REFERENCES.iter().any(|(of, field, inner)| {
            let found = inner.map_or(Some(value), |inner| value.get(inner));
            *of == kind && key.text() == *field && found.is_some_and(|found| found.text() == name)
        })
    };
    any(node, &refers)
}

fn any(node: Node<'_>, is_one: &dyn Fn(Node<'_>, Node<'_>) -> bool) -> bool {
    match node.kind() {
        _ if node.is_alias() => false,
        Kind::Scalar => false,
        Kind::Sequence => node.items().any(|item| any(item, is_one)),
        Kind::Mapping => node.pairs().any(|(key, value)| is_one(key, value) || any(value, is_one)),
    }
}

/// Returns the name of a container of a pod spec that mounts a volume.
pub(super) fn mounts<'t>(spec: Node<'t>, volume: &str) -> Option<&'t str> {
    let lists = ["containers", "initContainers", "ephemeralContainers"];
    let containers = lists.iter().filter_map(|list| spec.get(list)).flat_map(Node::items);
    let is_mount = |mount: Node<'_>| mount.get("name").is_some_and(|name| name.text() == volume);
    let fields = ["volumeMounts", "volumeDevices"];
    let mut users = containers
        .filter(|container| fields.iter().filter_map(|field| container.get(field)).flat_map(Node::items).any(is_mount));
    users.next().map(|container| container.get("name").map_or("a container", Node::text))
}
