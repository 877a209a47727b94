//! Traces of a cluster in an object: the server that returned it, and the controller that made it.

use super::manifest::Manifest;
use crate::yaml::{Node, Scalar};

/// The object that made another one and keeps it as it is: its owner reference with `controller: true`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Controller<'a> {
    /// `apps/v1`
    pub api_version: &'a str,
    /// `ReplicaSet`
    pub kind: &'a str,
    /// `metadata.name` of the controller.
    pub name: &'a str,
    /// `metadata.uid` of the controller.
    pub uid: &'a str,
}

impl Controller<'_> {
    /// Returns whether Kubernetes' own controllers make such objects from a template of the controller, which is then the
    /// one to judge: those of apps and batch, ReplicationControllers, and Nodes with their static Pods.
    pub fn is_built_in(&self) -> bool {
        let group = self.api_version.split_once('/').map_or("", |(group, _)| group);
        matches!((group, self.kind), ("apps" | "batch", _) | ("", "ReplicationController" | "Node"))
    }
}

impl Manifest {
    /// Returns the object's `metadata.uid`. Only servers give one, so an object that has it is what a server returned.
    pub fn uid(&self) -> Option<&str> {
        self.metadata("uid").and_then(Node::as_str).filter(|uid| !uid.is_empty())
    }

    /// Returns the controller that keeps the object: its owner reference with `controller: true`.
    pub fn controller(&self) -> Option<Controller<'_>> {
        let owners = self.metadata("ownerReferences")?.items();
        let is_controller =
            |owner: &Node<'_>| owner.get("controller").is_some_and(|it| it.scalar() == Scalar::Bool(true));
        let owner = owners.into_iter().find(is_controller)?;
        let field = |name| owner.get(name).and_then(Node::as_str).unwrap_or_default();
        Some(Controller {
            api_version: field("apiVersion"),
            kind: field("kind"),
            name: field("name"),
            uid: field("uid"),
        })
    }

    fn metadata(&self, field: &str) -> Option<Node<'_>> {
        self.node().get("metadata")?.get(field)
    }
}
