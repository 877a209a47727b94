//! Pod templates in objects that podpat has no type for: workloads of APIs that were removed, and custom resources
//! made after them. They stand where workloads have them.

use k8s_openapi::api::core::v1::PodTemplateSpec;

use super::formats::ApiTypes;
use crate::yaml::{Kind, Node, decode_with};

/// The places of Pod templates in workloads: the fields from the object on, and the path of the pod spec.
const PLACES: [(&[&str], &str); 3] = [
    (&["spec", "template"], "spec.template.spec"),
    (&["spec", "jobTemplate", "spec", "template"], "spec.jobTemplate.spec.template.spec"),
    // A ScaledJob of KEDA.
    (&["spec", "jobTargetRef", "template"], "spec.jobTargetRef.template.spec"),
];

/// The Pod template of such an object.
#[derive(Clone, Debug)]
pub(super) struct CustomWorkload {
    pub(super) template: PodTemplateSpec,
    /// Path of the pod spec.
    pub(super) path: &'static str,
}

/// Decodes the Pod template of an object of unknown kind; `None` where nothing there has containers.
pub(super) fn template(object: Node<'_>) -> Option<Box<CustomWorkload>> {
    let (node, path) = place(object)?;
    let template = decode_with(node, &ApiTypes).value?;
    Some(Box::new(CustomWorkload { template, path }))
}

/// Returns the node of the Pod template in an object of unknown kind, and the path of its pod spec.
pub(super) fn place(object: Node<'_>) -> Option<(Node<'_>, &'static str)> {
    PLACES.into_iter().find_map(|(fields, path)| {
        let node = fields.iter().try_fold(object, |node, field| node.get(field))?;
        let containers = node.get("spec")?.get("containers")?;
        let all_mappings =
            containers.kind() == Kind::Sequence && containers.items().all(|item| item.kind() == Kind::Mapping);
        all_mappings.then_some((node, path))
    })
}
