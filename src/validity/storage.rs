//! Objects by which volumes are made and attached: StorageClass, CSIDriver, VolumeAttributesClass, CSIStorageCapacity,
//! VolumeAttachment.
//!
//! Source: `pkg/apis/storage/validation/validation.go`, defaults of `pkg/apis/storage/v1/defaults.go`.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{TopologySelectorLabelRequirement, TopologySelectorTerm};
use k8s_openapi::api::storage::v1::{
    CSIDriver, CSIDriverSpec, CSIStorageCapacity, StorageClass, TokenRequest, VolumeAttachment, VolumeAttributesClass,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::metadata::{self, Scope};
use super::pod::volume::local;
use super::quantity::Quantity;
use super::{FieldErrors, content, persistent_volume, selector};
use crate::yaml::Path;

const BINDING_MODES: [&str; 2] = ["Immediate", "WaitForFirstConsumer"];
const MOST_PARAMETERS: usize = 512;
/// Bytes of all parameters, keys and values together.
const PARAMETERS_LIMIT: usize = 256 * 1024;
const FS_GROUP_POLICIES: [&str; 3] = ["File", "None", "ReadWriteOnceWithFSType"];
/// Seconds that a token lives at least and at most.
const TOKEN_LIFE: (i64, i64) = (600, 1 << 32);

fn check_metadata(metadata: &ObjectMeta, scope: Scope, errors: &mut FieldErrors) {
    let path = Path::ROOT.field("metadata");
    metadata::check(metadata, scope, metadata::subdomain_name, &path, errors);
    metadata::check_generation(metadata, &path, errors);
}

/// `ValidateStorageClass`; `Delete` and `Immediate` are the defaults.
pub(super) fn check_storage_class(object: &StorageClass, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, Scope::Cluster, errors);
    check_provisioner(&object.provisioner, &Path::ROOT.field("provisioner"), errors);
    check_parameters(object.parameters.as_ref(), &Path::ROOT.field("parameters"), errors);
    let policy = object.reclaim_policy.as_deref().unwrap_or_default();
    if !matches!(policy, "" | "Delete" | "Retain") {
        errors.not_supported(&Path::ROOT.field("reclaimPolicy"), policy, &["Delete", "Retain"]);
    }
    if let Some(mode) = object.volume_binding_mode.as_deref().filter(|mode| !BINDING_MODES.contains(mode)) {
        errors.not_supported(&Path::ROOT.field("volumeBindingMode"), mode, &BINDING_MODES);
    }
    let topologies = object.allowed_topologies.as_deref().unwrap_or_default();
    check_topologies(topologies, &Path::ROOT.field("allowedTopologies"), errors);
}

/// `validateProvisioner`.
fn check_provisioner(name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if name.is_empty() {
        errors.required(path, "name the driver, such as `ebs.csi.aws.com`");
    } else {
        errors.content(path, name, content::qualified_name(&name.to_lowercase()));
    }
}

/// `validateParameters`, without the question whether there have to be some.
fn check_parameters(parameters: Option<&BTreeMap<String, String>>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(parameters) = parameters else { return };
    if parameters.len() > MOST_PARAMETERS {
        let fault = errors.too_long(path, MOST_PARAMETERS);
        fault.help = format!("use at most {MOST_PARAMETERS} parameters");
        return;
    }
    if parameters.contains_key("") {
        errors.invalid(path, "", "is no name of a parameter", "give each parameter a name");
    }
    if parameters.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>() > PARAMETERS_LIMIT {
        errors.too_long(path, PARAMETERS_LIMIT);
    }
}

/// `validateAllowedTopologies`: no two terms the same.
fn check_topologies(terms: &[TopologySelectorTerm], list: &Path<'_>, errors: &mut FieldErrors) {
    let mut seen: Vec<BTreeMap<&str, BTreeSet<&str>>> = Vec::new();
    for (index, term) in terms.iter().enumerate() {
        let path = list.index(index);
        let at = path.field("matchLabelExpressions");
        let mut expressions = BTreeMap::new();
        for (index, expression) in term.match_label_expressions.iter().flatten().enumerate() {
            let path = at.index(index);
            check_expression(expression, &path, errors);
            let values = expression.values.iter().map(String::as_str).collect::<BTreeSet<_>>();
            if expressions.insert(expression.key.as_str(), values).is_some() {
                errors.duplicate(&path.field("key"), &expression.key, "put all values of a key into one entry");
            }
        }
        // To the server every term without expressions repeats another one.
        if expressions.is_empty() || seen.contains(&expressions) {
            errors.duplicate(&at, "the same expressions", "take this term out");
        }
        seen.push(expressions);
    }
}

/// `validateTopologySelectorLabelRequirement`.
fn check_expression(expression: &TopologySelectorLabelRequirement, path: &Path<'_>, errors: &mut FieldErrors) {
    let values = path.field("values");
    if expression.values.is_empty() {
        errors.required(&values, "list the values, such as `[eu-central-1a]`");
    }
    let mut seen = BTreeSet::new();
    for (index, value) in expression.values.iter().enumerate() {
        if !seen.insert(value) {
            errors.duplicate(&values.index(index), value, "list each value once");
        }
    }
    errors.content(&path.field("key"), &expression.key, content::qualified_name(&expression.key));
}

/// `ValidateVolumeAttributesClass`.
pub(super) fn check_volume_attributes_class(object: &VolumeAttributesClass, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, Scope::Cluster, errors);
    check_provisioner(&object.driver_name, &Path::ROOT.field("driverName"), errors);
    let path = Path::ROOT.field("parameters");
    check_parameters(object.parameters.as_ref(), &path, errors);
    if object.parameters.as_ref().is_none_or(BTreeMap::is_empty) {
        errors.required(&path, "give the driver a parameter, such as `iops: \"4000\"`");
    }
}

/// `ValidateCSIDriver`.
pub(super) fn check_csi_driver(object: &CSIDriver, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, Scope::Cluster, errors);
    check_csi_driver_spec(&object.spec, &Path::ROOT.field("spec"), errors);
}

/// `validateCSIDriverSpec`, after defaults.
fn check_csi_driver_spec(spec: &CSIDriverSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let policy = spec.fs_group_policy.as_deref();
    if let Some(policy) = policy.filter(|policy| !FS_GROUP_POLICIES.contains(policy)) {
        errors.not_supported(&path.field("fsGroupPolicy"), policy, &FS_GROUP_POLICIES);
    }
    let tokens = spec.token_requests.as_deref().unwrap_or_default();
    check_tokens(tokens, &path.field("tokenRequests"), errors);
    let modes = path.field("volumeLifecycleModes");
    for (index, mode) in spec.volume_lifecycle_modes.iter().flatten().enumerate() {
        if !matches!(mode.as_str(), "Persistent" | "Ephemeral") {
            errors.not_supported(&modes, mode, &["Persistent", "Ephemeral"]).at(&modes.index(index));
        }
    }
    let period = spec.node_allocatable_update_period_seconds;
    if let Some(seconds) = period.filter(|&seconds| seconds < 10) {
        let at = path.field("nodeAllocatableUpdatePeriodSeconds");
        errors.invalid(&at, seconds, "is less than 10", "use 10 seconds or more");
    }
    if let (Some(in_secrets), true) = (spec.service_account_token_in_secrets, tokens.is_empty()) {
        let help = "list `tokenRequests`, or take `serviceAccountTokenInSecrets` out";
        let at = path.field("serviceAccountTokenInSecrets");
        errors.invalid(&at, in_secrets, "has no meaning without `tokenRequests`", help);
    }
}

/// `validateTokenRequests`.
fn check_tokens(tokens: &[TokenRequest], list: &Path<'_>, errors: &mut FieldErrors) {
    let mut audiences = BTreeSet::new();
    for (index, token) in tokens.iter().enumerate() {
        let path = list.index(index);
        if !audiences.insert(token.audience.as_str()) {
            errors.duplicate(&path.field("audience"), &token.audience, "list each audience once");
        } else if let Some(seconds) = token.expiration_seconds {
            let error = content::in_range(seconds, TOKEN_LIFE.0, TOKEN_LIFE.1);
            errors.content(&path.field("expirationSeconds"), seconds, error);
        }
    }
}

/// `ValidateCSIStorageCapacity`.
pub(super) fn check_csi_storage_capacity(object: &CSIStorageCapacity, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, Scope::Namespaced, errors);
    if let Some(nodes) = &object.node_topology {
        selector::check(nodes, &Path::ROOT.field("nodeTopology"), errors);
    }
    let class = object.storage_class_name.as_str();
    errors.content(&Path::ROOT.field("storageClassName"), class, content::dns_subdomain(class));
    if let Some(capacity) = &object.capacity
        && Quantity::parse(&capacity.0).is_ok_and(|capacity| capacity.is_negative())
    {
        errors.invalid(&Path::ROOT.field("capacity"), &capacity.0, "is negative", "use 0 or more");
    }
}

/// `ValidateVolumeAttachment`.
pub(super) fn check_volume_attachment(object: &VolumeAttachment, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, Scope::Cluster, errors);
    let (spec, path) = (&object.spec, Path::ROOT.field("spec"));
    local::csi_driver(&spec.attacher, &path.field("attacher"), errors);
    let source = path.field("source");
    match (&spec.source.persistent_volume_name, &spec.source.inline_volume_spec) {
        (None, None) => {
            errors.required(&source, "name the PersistentVolume, under `persistentVolumeName`");
        }
        (Some(_), Some(_)) => {
            let why = "`persistentVolumeName` and `inlineVolumeSpec` are there at once";
            errors.forbidden(&source, why, "keep one of the two");
        }
        (None, Some(inline)) => persistent_volume::check_inline(inline, &source.field("inlineVolumeSpec"), errors),
        (Some(_), None) => {}
    }
    if let Some(name) = spec.source.persistent_volume_name.as_deref() {
        errors.content(&source.field("persistentVolumeName"), name, content::dns_subdomain(name));
    }
    errors.content(&path.field("nodeName"), &spec.node_name, content::dns_subdomain(&spec.node_name));
}
