//! PersistentVolumeClaim, alone or as the template of a StatefulSet or of an ephemeral volume.
//!
//! Source: `pkg/apis/core/validation/validation.go`, `pkg/api/persistentvolumeclaim/util.go`.

use k8s_openapi::api::core::v1::{
    PersistentVolumeClaim, PersistentVolumeClaimSpec, TypedLocalObjectReference, TypedObjectReference,
};

use super::metadata::{self, Scope};
use super::quantity::Quantity;
use super::{FieldErrors, content, selector};
use crate::yaml::Path;

/// The ways a volume may be mounted.
pub(super) const ACCESS_MODES: [&str; 4] = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
/// The forms of a volume in a container.
pub(super) const VOLUME_MODES: [&str; 2] = ["Block", "Filesystem"];

/// `ValidatePersistentVolumeClaim`, after the strategy has dropped what it always drops.
pub(super) fn check_claim(object: &PersistentVolumeClaim, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Namespaced, metadata::subdomain_name, &meta, errors);
    metadata::check_generation(&object.metadata, &meta, errors);
    let empty = PersistentVolumeClaimSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    if has_dropped_source(spec) {
        check_spec(&without_dropped_sources(spec), &Path::ROOT.field("spec"), errors);
    } else {
        check_spec(spec, &Path::ROOT.field("spec"), errors);
    }
}

/// A source in another namespace is dropped (the feature gate is off), and so is a lone `dataSource` that is neither
/// a claim nor a snapshot. `DropDisabledFields`, `EnforceDataSourceBackwardsCompatibility`.
fn has_dropped_source(spec: &PersistentVolumeClaimSpec) -> bool {
    let foreign = spec.data_source_ref.as_ref().is_some_and(|source| filled(source.namespace.as_deref()).is_some());
    foreign || spec.data_source_ref.is_none() && spec.data_source.as_ref().is_some_and(|source| !is_classic(source))
}

fn without_dropped_sources(spec: &PersistentVolumeClaimSpec) -> PersistentVolumeClaimSpec {
    let data_source = spec.data_source.clone().filter(is_classic);
    PersistentVolumeClaimSpec { data_source, data_source_ref: None, ..spec.clone() }
}

fn is_classic(source: &TypedLocalObjectReference) -> bool {
    let group = source.api_group.as_deref().unwrap_or_default();
    matches!((group, &*source.kind), ("", "PersistentVolumeClaim") | ("snapshot.storage.k8s.io", "VolumeSnapshot"))
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// `ValidatePersistentVolumeClaimSpec`.
pub(super) fn check_spec(spec: &PersistentVolumeClaimSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    check_access_modes(spec.access_modes.as_deref().unwrap_or_default(), &path.field("accessModes"), errors);
    if let Some(own) = &spec.selector {
        selector::check(own, &path.field("selector"), errors);
    }
    check_storage(spec, path, errors);
    if let Some(class) = filled(spec.storage_class_name.as_deref()) {
        errors.content(&path.field("storageClassName"), class, content::dns_subdomain(class));
    }
    if let Some(mode) = spec.volume_mode.as_deref().filter(|mode| !VOLUME_MODES.contains(mode)) {
        errors.not_supported(&path.field("volumeMode"), mode, &VOLUME_MODES);
    }
    check_sources(spec, path, errors);
    if let Some(class) = filled(spec.volume_attributes_class_name.as_deref()) {
        errors.content(&path.field("volumeAttributesClassName"), class, content::dns_subdomain(class));
    }
}

/// Of claims and volumes alike; the server names the list, not the entry.
pub(super) fn check_access_modes(modes: &[String], path: &Path<'_>, errors: &mut FieldErrors) {
    if modes.is_empty() {
        errors.required(path, "say how the volume is used, such as `accessModes: [ReadWriteOnce]`");
    }
    let mut shared = false;
    for (index, mode) in modes.iter().enumerate() {
        if ACCESS_MODES.contains(&mode.as_str()) {
            shared |= mode != "ReadWriteOncePod";
        } else {
            let fault = errors.not_supported(path, mode, &ACCESS_MODES);
            fault.at(&path.index(index));
            if let Some(full) = written_out(mode) {
                fault.help = format!("write `{full}`; `{mode}` is how `kubectl get` abbreviates it");
            }
        }
    }
    if shared && modes.iter().any(|mode| mode == "ReadWriteOncePod") {
        let why = "`ReadWriteOncePod` does not go together with another mode";
        errors.forbidden(path, why, "list `ReadWriteOncePod` alone, or take it out");
    }
}

/// The mode that kubectl's abbreviation stands for.
fn written_out(mode: &str) -> Option<&'static str> {
    match mode {
        "RWO" => Some("ReadWriteOnce"),
        "ROX" => Some("ReadOnlyMany"),
        "RWX" => Some("ReadWriteMany"),
        "RWOP" => Some("ReadWriteOncePod"),
        _ => None,
    }
}

/// A size above nothing, which the server reports at `resources[storage]`.
fn check_storage(spec: &PersistentVolumeClaimSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let resources = path.field("resources");
    let (at, requests) = (resources.key("storage"), resources.field("requests"));
    let requested = spec.resources.as_ref().and_then(|resources| resources.requests.as_ref()?.get("storage"));
    let Some(size) = requested else {
        let fault = errors.required(&at, "say how much is wanted, such as `resources: {requests: {storage: 1Gi}}`");
        "the claim requests no `storage`".clone_into(&mut fault.message);
        return;
    };
    if let Ok(amount) = Quantity::parse(&size.0) {
        let amount = amount.in_milli();
        if amount.is_negative() || amount.is_zero() {
            let place = requests.key("storage");
            errors.invalid(&at, &size.0, "is not above zero", "request a size, such as `1Gi`").at(&place);
        }
    }
}

/// `validateDataSource`, `validateDataSourceRef`, and that the two agree.
fn check_sources(spec: &PersistentVolumeClaimSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let (old, new) = (path.field("dataSource"), path.field("dataSourceRef"));
    if let Some(source) = &spec.data_source {
        check_source(source.api_group.as_deref(), &source.kind, &source.name, &old, errors);
    }
    let Some(source) = &spec.data_source_ref else { return };
    check_source(source.api_group.as_deref(), &source.kind, &source.name, &new, errors);
    let namespace = filled(source.namespace.as_deref());
    if let Some(namespace) = namespace {
        errors.content(&new.field("namespace"), namespace, content::dns_label(namespace));
    }
    let Some(other) = &spec.data_source else { return };
    if namespace.is_some() {
        let why = "does not go together with a `dataSourceRef` in another namespace";
        errors.invalid(path, "dataSource", why, "take `dataSource` out").at(&old);
    } else if !agree(other, source) {
        errors.invalid(path, "dataSource", "is not the same as `dataSourceRef`", "take `dataSource` out").at(&old);
    }
}

fn agree(old: &TypedLocalObjectReference, new: &TypedObjectReference) -> bool {
    (&old.api_group, &old.kind, &old.name) == (&new.api_group, &new.kind, &new.name)
}

fn check_source(group: Option<&str>, kind: &str, name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if name.is_empty() {
        errors.required(&path.field("name"), "write the name of the source, such as the name of a VolumeSnapshot");
    }
    if kind.is_empty() {
        errors.required(&path.field("kind"), "write the kind of the source, such as `VolumeSnapshot`");
    }
    match filled(group) {
        None if kind != "PersistentVolumeClaim" => {
            let help = "write the `apiGroup` of the source, such as `snapshot.storage.k8s.io`";
            errors.invalid(path, kind, "is not in the core API group", help);
        }
        None => {}
        Some(group) => {
            errors.content(&path.field("apiGroup"), group, content::dns_subdomain(group));
        }
    }
}
