//! PersistentVolume: a piece of storage. What can hold it is in `volume_source`.
//!
//! Source: `pkg/apis/core/validation/validation.go`, `pkg/volume/validation/pv_validation.go`, defaults of
//! `pkg/apis/core/v1/defaults.go`.

use k8s_openapi::api::core::v1::{PersistentVolume, PersistentVolumeSpec};

use super::claim::{VOLUME_MODES, check_access_modes};
use super::metadata::{self, Scope};
use super::quantity::Quantity;
use super::volume_source::{self, Kind};
use super::{FieldErrors, content, node_selector};
use crate::yaml::Path;

const MOUNT_OPTIONS: &str = "volume.beta.kubernetes.io/mount-options";
const RECLAIM_POLICIES: [&str; 3] = ["Delete", "Recycle", "Retain"];

/// `ValidatePersistentVolume`; `Retain` and `Filesystem` are the defaults.
pub(super) fn check_persistent_volume(object: &PersistentVolume, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, metadata::subdomain_name, &meta, errors);
    metadata::check_generation(&object.metadata, &meta, errors);
    let empty = PersistentVolumeSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    let path = Path::ROOT.field("spec");
    check_access_modes(spec.access_modes.as_deref().unwrap_or_default(), &path.field("accessModes"), errors);
    check_capacity(spec, &path.field("capacity"), errors);
    let policy = spec.persistent_volume_reclaim_policy.as_deref().unwrap_or_default();
    if !policy.is_empty() {
        errors.supported(&path.field("persistentVolumeReclaimPolicy"), policy, &RECLAIM_POLICIES);
    }
    check_nodes(spec, &path.field("nodeAffinity"), errors);
    let name = object.metadata.name.as_deref().unwrap_or_default();
    check_sources(spec, name, &path, errors);
    check_classes(spec, &path, errors);
    check_mount_options(object, spec, errors);
}

/// The volume of an attachment, without what a volume of its own has. `ValidatePersistentVolumeSpec`.
pub(super) fn check_inline(spec: &PersistentVolumeSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let policy = spec.persistent_volume_reclaim_policy.as_deref();
    let fields = [
        ("claimRef", spec.claim_ref.is_some()),
        ("capacity", spec.capacity.as_ref().is_some_and(|capacity| !capacity.is_empty())),
        ("persistentVolumeReclaimPolicy", !matches!(policy, None | Some("" | "Retain"))),
        ("nodeAffinity", spec.node_affinity.is_some()),
        ("storageClassName", spec.storage_class_name.as_ref().is_some_and(|class| !class.is_empty())),
        ("volumeMode", spec.volume_mode.as_ref().is_some_and(|mode| mode != "Filesystem")),
    ];
    for (field, _) in fields.into_iter().filter(|&(_, is_there)| is_there) {
        let why = format!("`{field}` is for volumes that are objects of their own");
        errors.forbidden(&path.field(field), why, format!("take `{field}` out"));
    }
    if spec.csi.is_none() {
        errors.required(&path.field("csi"), "write the `csi` volume to attach");
    }
    check_access_modes(spec.access_modes.as_deref().unwrap_or_default(), &path.field("accessModes"), errors);
    check_sources(spec, "", path, errors);
}

/// `storage`, above zero, and nothing else.
fn check_capacity(spec: &PersistentVolumeSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(capacity) = spec.capacity.as_ref().filter(|capacity| !capacity.is_empty()) else {
        errors.required(path, "say how much there is, such as `capacity: {storage: 10Gi}`");
        return;
    };
    if let Some(other) = capacity.keys().find(|name| *name != "storage") {
        errors.not_supported(path, other, &["storage"]).at(&path.key(other));
    }
    for (name, amount) in capacity {
        if Quantity::parse(&amount.0).is_ok_and(|amount| amount.is_negative() || amount.is_zero()) {
            errors.invalid(&path.key(name), &amount.0, "is not above zero", "write a size, such as `10Gi`");
        }
    }
}

/// `validateVolumeNodeAffinity`; a folder or a disk of one node has to say which node it is.
fn check_nodes(spec: &PersistentVolumeSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    match spec.node_affinity.as_ref().map(|affinity| &affinity.required) {
        Some(Some(selector)) => node_selector::check(selector, &path.field("required"), errors),
        Some(None) => {
            errors.required(&path.field("required"), "say which nodes, under `required.nodeSelectorTerms`");
        }
        None => {}
    }
}

/// One source; the first one is looked into.
fn check_sources(spec: &PersistentVolumeSpec, name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let mut kinds = volume_source::kinds(spec).peekable();
    if kinds.peek().is_none() {
        let fault = errors.required(path, "say what the volume is, such as `csi`, `nfs` or `hostPath`");
        "the volume has no source".clone_into(&mut fault.message);
    }
    let mut first: Option<&Kind> = None;
    for kind in kinds {
        let place = path.field(kind.field);
        // The server looks into this one wherever it stands.
        if let Some(first) = first.filter(|_| kind.field != "flexVolume") {
            let why = format!("the volume is of `{}` already, and has one source only", first.field);
            let help = format!("take `{}` or `{}` out", kind.field, first.field);
            errors.forbidden(&path.field(kind.surplus), why, help).at(&place);
            continue;
        }
        let before = errors.len();
        let at = path.field(kind.path);
        (kind.check)(spec, &at, errors);
        errors.move_places(before, &at, &place);
        if kind.field == "iscsi" {
            volume_source::check_initiator(spec, name, &at, errors);
        }
        if kind.field == "local" && spec.node_affinity.is_none() {
            let help = "say which node has the volume, such as by its `kubernetes.io/hostname`";
            errors.required(&path.field("nodeAffinity"), help);
        }
        first = first.or(Some(kind));
    }
    let is_root = spec.host_path.as_ref().is_some_and(|host| is_root(&host.path));
    if is_root && spec.persistent_volume_reclaim_policy.as_deref() == Some("Recycle") {
        let why = "`Recycle` would delete everything on the node";
        errors.forbidden(&path.field("persistentVolumeReclaimPolicy"), why, "write `Retain`, or another path");
    }
}

/// Returns true if the path is `/`, however it is written. Go's `path.Clean`.
fn is_root(path: &str) -> bool {
    let mut depth = 0_usize;
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => depth = depth.saturating_sub(1),
            _ => depth += 1,
        }
    }
    path.starts_with('/') && depth == 0
}

fn check_classes(spec: &PersistentVolumeSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(class) = spec.storage_class_name.as_deref().filter(|class| !class.is_empty()) {
        errors.content(&path.field("storageClassName"), class, content::dns_subdomain(class));
    }
    if let Some(mode) = spec.volume_mode.as_deref() {
        errors.supported(&path.field("volumeMode"), mode, &VOLUME_MODES);
    }
    let Some(class) = spec.volume_attributes_class_name.as_deref() else { return };
    let at = path.field("volumeAttributesClassName");
    if errors.present(&at, class, "name a VolumeAttributesClass, or take `volumeAttributesClassName` out") {
        errors.content(&at, class, content::dns_subdomain(class));
    }
    if spec.csi.is_none() {
        errors.required(&path.field("csi"), "use a `csi` volume, or take `volumeAttributesClassName` out");
    }
}

/// The annotation is for volumes whose mounting has options. `checkMountOption`.
fn check_mount_options(object: &PersistentVolume, spec: &PersistentVolumeSpec, errors: &mut FieldErrors) {
    let annotated = object.metadata.annotations.as_ref().is_some_and(|all| all.contains_key(MOUNT_OPTIONS));
    if annotated && !volume_source::kinds(spec).any(|kind| kind.mounts_with_options) {
        let annotations = Path::ROOT.field("metadata.annotations");
        let why = "a volume of this type takes no mount options";
        // The server writes the key as if it were a field.
        let fault = errors.forbidden(&annotations.field(MOUNT_OPTIONS), why, "take the annotation out");
        fault.at(&annotations.key(MOUNT_OPTIONS));
    }
}

#[cfg(test)]
mod tests {
    use super::is_root;

    #[test]
    fn the_root_in_other_words() {
        assert!(["/", "//", "/.", "/a/..", "/../.."].iter().all(|path| is_root(path)));
        assert!(["", ".", "a/..", "/a", "/../a"].iter().all(|path| !is_root(path)));
    }
}
