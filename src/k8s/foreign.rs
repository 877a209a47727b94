//! Pod templates in objects that podpat has no type for: workloads of APIs that were removed, and custom resources
//! made after them. They stand where workloads have them.

use k8s_openapi::api::core::v1::PodTemplateSpec;

use super::formats::ApiTypes;
use crate::yaml::{Kind, Node, decode_with};

/// Where workloads keep their Pod, as fields from the object.
const PLACES: [(&[&str], &str); 2] = [
    (&["spec", "template"], "spec.template.spec"),
    (&["spec", "jobTemplate", "spec", "template"], "spec.jobTemplate.spec.template.spec"),
];

/// The Pod template of such an object.
#[derive(Clone, Debug)]
pub(super) struct Foreign {
    pub(super) template: PodTemplateSpec,
    /// Path of the pod spec.
    pub(super) path: &'static str,
}

/// The Pod template of an object of unknown kind, if something stands there that has containers.
pub(super) fn template(object: Node<'_>) -> Option<Box<Foreign>> {
    let (node, path) = place(object)?;
    let template = decode_with(node, &ApiTypes).value?;
    Some(Box::new(Foreign { template, path }))
}

/// Where the Pod template of such an object is, and the path of the pod spec.
pub(super) fn place(object: Node<'_>) -> Option<(Node<'_>, &'static str)> {
    PLACES.into_iter().find_map(|(fields, path)| {
        let node = fields.iter().try_fold(object, |node, field| node.get(field))?;
        let containers = node.get("spec")?.get("containers")?;
        let all_mappings =
            containers.kind() == Kind::Sequence && containers.items().all(|item| item.kind() == Kind::Mapping);
        all_mappings.then_some((node, path))
    })
}
