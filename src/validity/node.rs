//! Nodes and what their storage drivers offer: Node, CSINode.
//!
//! Source: `ValidateNode` in `pkg/apis/core/validation/validation.go`, `ValidateCSINode` in
//! `pkg/apis/storage/validation/validation.go`.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{Node, NodeSpec, Taint};
use k8s_openapi::api::storage::v1::{CSINode, CSINodeDriver};

use super::metadata::{self, Scope};
use super::pod::volume::local;
use super::{FieldErrors, content, quota};
use crate::yaml::Path;

const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
/// Bytes of a node's id. `csiNodeIDLongerMaxLength`.
const NODE_ID_LIMIT: usize = 256;

/// `ValidateNode`.
pub(super) fn check_node(object: &Node, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, metadata::subdomain_name, &meta, errors);
    check_status(object, errors);
    let Some(spec) = &object.spec else { return };
    let path = Path::ROOT.field("spec");
    check_taints(spec.taints.as_deref().unwrap_or_default(), &meta.field("taints"), &path.field("taints"), errors);
    check_blocks(spec, &path, errors);
}

/// `ValidateNodeResources`; what can be used is all there is, where it is not said.
fn check_status(object: &Node, errors: &mut FieldErrors) {
    let Some(status) = &object.status else { return };
    let path = Path::ROOT.field("status");
    let fields = [("capacity", status.capacity.as_ref()), ("allocatable", status.allocatable.as_ref())];
    for (field, (name, amount)) in
        fields.into_iter().flat_map(|(field, all)| all.into_iter().flatten().map(move |it| (field, it)))
    {
        let (from, list) = (errors.len(), path.field(field));
        // The server writes the name as if it were a field.
        let at = list.field(name);
        quota::check_amount(name, amount, &at, errors);
        errors.move_places(from, &at, &list.key(name));
    }
}

/// The addresses of Pods. `podCIDR` prevails where the first of `podCIDRs` is another one.
fn check_blocks(spec: &NodeSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let list = path.field("podCIDRs");
    let first = spec.pod_cidr.as_ref().filter(|block| !block.is_empty());
    let mut blocks = spec.pod_cidrs.as_deref().unwrap_or_default();
    let prevails = first.is_some_and(|first| blocks.first() != Some(first));
    if let Some(first) = first.filter(|_| prevails) {
        blocks = std::slice::from_ref(first);
    }
    for (index, block) in blocks.iter().enumerate() {
        let place = if prevails { path.field("podCIDR") } else { list.index(index) };
        errors.content_at(&list.index(index), &place, block, content::legacy_cidr(block));
    }
    let is_v6 = |block: &String| block.contains(':');
    if blocks.len() > 2 || matches!(blocks, [one, other] if is_v6(one) == is_v6(other)) {
        let help = "list one block, or one of each family";
        errors.invalid(&list, blocks.join(", "), "are more than one block of a family", help);
    }
}

/// `validateNodeTaints`, which the server lays to the metadata.
fn check_taints(taints: &[Taint], path: &Path<'_>, place: &Path<'_>, errors: &mut FieldErrors) {
    let from = errors.len();
    let mut seen = BTreeSet::new();
    for (index, taint) in taints.iter().enumerate() {
        let at = path.index(index);
        errors.content(&at.field("key"), &taint.key, content::qualified_name(&taint.key));
        if let Some(value) = taint.value.as_deref().filter(|value| !value.is_empty()) {
            errors.content(&at.field("value"), value, content::label_value(value));
        }
        let effect = at.field("effect");
        if errors.present(&effect, &taint.effect, "write `NoSchedule`, `PreferNoSchedule` or `NoExecute`") {
            errors.supported(&effect, &taint.effect, &EFFECTS);
        }
        if !seen.insert((&taint.key, &taint.effect)) {
            errors.duplicate(&at, &taint.key, "give each taint a key and effect of its own");
        }
    }
    errors.move_places(from, path, place);
}

/// `ValidateCSINode`.
pub(super) fn check_csi_node(object: &CSINode, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, metadata::subdomain_name, &meta, errors);
    let spec = Path::ROOT.field("spec");
    let list = spec.field("drivers");
    let mut names = BTreeSet::new();
    for (index, driver) in object.spec.drivers.iter().enumerate() {
        let path = list.index(index);
        check_driver(driver, &path, errors);
        if !names.insert(&driver.name) {
            errors.duplicate(&path.field("name"), &driver.name, "list each driver once");
        }
    }
}

/// `validateCSINodeDriver`.
fn check_driver(driver: &CSINodeDriver, path: &Path<'_>, errors: &mut FieldErrors) {
    local::csi_driver(&driver.name, &path.field("name"), errors);
    let id = path.field("nodeID");
    if errors.present(&id, &driver.node_id, "write the name that the driver has for the node")
        && driver.node_id.len() > NODE_ID_LIMIT
    {
        errors.invalid(&id, &driver.node_id, format!("is longer than {NODE_ID_LIMIT} bytes"), "use a shorter id");
    }
    if let Some(count) = driver.allocatable.as_ref().and_then(|allocatable| allocatable.count) {
        let allocatable = path.field("allocatable");
        let at = allocatable.field("count");
        errors.content(&at, count, content::not_negative(i64::from(count)));
    }
    let mut keys = BTreeSet::new();
    let list = path.field("topologyKeys");
    for (index, key) in driver.topology_keys.iter().flatten().enumerate() {
        let place = list.index(index);
        if errors.present(path, key, "write a key such as `topology.example.com/zone`") && !keys.insert(key) {
            errors.duplicate(path, key, "list each key once").at(&place);
        }
        if !key.is_empty() {
            errors.content_at(path, &place, key, content::qualified_name(key));
        }
    }
}
