//! RuntimeClass: what runs the containers of a Pod, what it costs, and where it is to be had.
//!
//! Source: `pkg/apis/node/validation/validation.go`.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::Toleration;
use k8s_openapi::api::node::v1::RuntimeClass;

use super::metadata::{self, Scope};
use super::pod::{check_overhead, check_tolerations};
use super::{FieldErrors, content};
use crate::yaml::Path;

/// `ValidateRuntimeClass`.
pub(super) fn check_runtime_class(object: &RuntimeClass, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, metadata::subdomain_name, &meta, errors);
    metadata::check_generation(&object.metadata, &meta, errors);
    let handler = Path::ROOT.field("handler");
    if errors.present(&handler, &object.handler, "name what the nodes' runtime calls it, such as `runsc`") {
        errors.content(&handler, &object.handler, content::dns_label(&object.handler));
    }
    if let Some(amounts) = object.overhead.as_ref().and_then(|overhead| overhead.pod_fixed.as_ref()) {
        let (path, before) = (Path::ROOT.field("overhead"), errors.len());
        check_overhead(amounts, &path, errors);
        errors.move_places(before, &path, &path.field("podFixed"));
    }
    let Some(scheduling) = &object.scheduling else { return };
    let path = Path::ROOT.field("scheduling");
    metadata::check_labels(scheduling.node_selector.as_ref(), &path.field("nodeSelector"), errors);
    let tolerations = scheduling.tolerations.as_deref().unwrap_or_default();
    let list = path.field("tolerations");
    check_tolerations(tolerations, &list, errors);
    check_unique(tolerations, &list, errors);
}

/// Refuses tolerations that differ only in their seconds. `validateTolerations`.
fn check_unique(tolerations: &[Toleration], path: &Path<'_>, errors: &mut FieldErrors) {
    let filled = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut seen = BTreeSet::new();
    for (index, toleration) in tolerations.iter().enumerate() {
        let Toleration { key, operator, value, effect, .. } = toleration;
        if !seen.insert([key, operator, value, effect].map(filled)) {
            errors.duplicate(&path.index(index), key.as_deref().unwrap_or_default(), "take one of the two out");
        }
    }
}
