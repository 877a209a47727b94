//! The source of a PersistentVolume: one of twenty-two kinds of storage.
//!
//! Source: `ValidatePersistentVolumeSpec` and the functions it calls in `pkg/apis/core/validation/validation.go`.

use k8s_openapi::api::core::v1::{
    AzureFilePersistentVolumeSource, CSIPersistentVolumeSource, CephFSPersistentVolumeSource,
    CinderPersistentVolumeSource, FlexPersistentVolumeSource, GlusterfsPersistentVolumeSource,
    ISCSIPersistentVolumeSource, ISCSIVolumeSource, LocalObjectReference, LocalVolumeSource, PersistentVolumeSpec,
    RBDPersistentVolumeSource, ScaleIOPersistentVolumeSource, SecretReference, StorageOSPersistentVolumeSource,
};

use super::pod::volume::{cloud, local, remote};
use super::{FieldErrors, content};
use crate::yaml::Path;

/// A kind of storage, and what the server has to say of it.
pub(super) struct Kind {
    /// The name of the field.
    pub(super) field: &'static str,
    /// The path in the server's errors about fields inside.
    pub(super) path: &'static str,
    /// The path in the server's error about a second source.
    pub(super) surplus: &'static str,
    /// True if such a volume is mounted with options.
    pub(super) mounts_with_options: bool,
    is_there: fn(&PersistentVolumeSpec) -> bool,
    /// Looks inside.
    pub(super) check: fn(&PersistentVolumeSpec, &Path<'_>, &mut FieldErrors),
}

/// Those that are there, in the server's order.
pub(super) fn kinds(spec: &PersistentVolumeSpec) -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().filter(|kind| (kind.is_there)(spec))
}

/// A line of the table: the field, where the type has it, what looks inside.
macro_rules! kind {
    ($field:literal, $source:ident, $check:expr) => {
        Kind {
            field: $field,
            path: $field,
            surplus: $field,
            mounts_with_options: true,
            is_there: |spec| spec.$source.is_some(),
            check: |spec, path, errors| {
                if let Some(source) = &spec.$source {
                    $check(source, path, errors);
                }
            },
        }
    };
}

/// The kinds, with the server's own misspellings of paths.
static KINDS: [Kind; 22] = [
    Kind { mounts_with_options: false, ..kind!("hostPath", host_path, local::host_path) },
    Kind { path: "persistentDisk", ..kind!("gcePersistentDisk", gce_persistent_disk, cloud::gce) },
    kind!("awsElasticBlockStore", aws_elastic_block_store, cloud::aws),
    kind!("glusterfs", glusterfs, glusterfs),
    kind!("flocker", flocker, remote::flocker),
    kind!("nfs", nfs, remote::nfs),
    kind!("rbd", rbd, rbd),
    kind!("quobyte", quobyte, remote::quobyte),
    Kind { surplus: "cephFS", ..kind!("cephfs", cephfs, cephfs) },
    kind!("iscsi", iscsi, iscsi),
    kind!("cinder", cinder, cinder),
    kind!("fc", fc, remote::fibre_channel),
    Kind { mounts_with_options: false, ..kind!("flexVolume", flex_volume, flex) },
    kind!("azureFile", azure_file, azure_file),
    kind!("vsphereVolume", vsphere_volume, cloud::vsphere),
    kind!("photonPersistentDisk", photon_persistent_disk, cloud::photon),
    kind!("portworxVolume", portworx_volume, cloud::portworx),
    kind!("azureDisk", azure_disk, cloud::azure_disk),
    kind!("scaleIO", scale_io, scale_io),
    Kind { mounts_with_options: false, ..kind!("local", local, local_path) },
    Kind { mounts_with_options: false, ..kind!("storageos", storageos, storage_os) },
    Kind { mounts_with_options: false, ..kind!("csi", csi, csi) },
];

/// `validateGlusterfsPersistentVolumeSource`.
fn glusterfs(source: &GlusterfsPersistentVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("endpoints"), &source.endpoints, "name the Endpoints of the servers");
    errors.present(&path.field("path"), &source.path, "name the Glusterfs volume");
    if let Some(namespace) = &source.endpoints_namespace {
        errors.content(&path.field("endpointsNamespace"), namespace, content::dns_label(namespace));
    }
}

/// `validateRBDPersistentVolumeSource`.
fn rbd(source: &RBDPersistentVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    check_monitors(&source.monitors, path, errors);
    errors.present(&path.field("image"), &source.image, "name the RADOS image");
}

/// `validateCephFSPersistentVolumeSource`.
fn cephfs(source: &CephFSPersistentVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    check_monitors(&source.monitors, path, errors);
}

fn check_monitors(monitors: &[String], path: &Path<'_>, errors: &mut FieldErrors) {
    if monitors.is_empty() {
        errors.required(&path.field("monitors"), "list the Ceph monitors, such as `[10.16.154.78:6789]`");
    }
}

/// `validateISCSIPersistentVolumeSource`: as in a Pod, and a Secret has to be named.
fn iscsi(source: &ISCSIPersistentVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    let as_in_pod = ISCSIVolumeSource {
        chap_auth_discovery: source.chap_auth_discovery,
        chap_auth_session: source.chap_auth_session,
        initiator_name: source.initiator_name.clone(),
        iqn: source.iqn.clone(),
        lun: source.lun,
        secret_ref: source.secret_ref.as_ref().map(|_| LocalObjectReference::default()),
        target_portal: source.target_portal.clone(),
        ..ISCSIVolumeSource::default()
    };
    remote::iscsi(&as_in_pod, path, errors);
    if let Some(secret) = &source.secret_ref {
        check_named(secret.name.as_deref(), &path.field("secretRef"), errors);
    }
}

/// With an initiator of its own, the volume's name and the portal become one name on the node.
pub(super) fn check_initiator(spec: &PersistentVolumeSpec, name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(source) = spec.iscsi.as_ref().filter(|source| source.initiator_name.is_some()) else { return };
    let length = name.len() + 1 + source.target_portal.len();
    if length > 64 {
        let why = format!("makes {length} bytes with the name of the volume, which is more than 64");
        // The server's own spelling.
        let fault =
            errors.invalid(&path.field("targetportal"), &source.target_portal, why, "shorten the name of the volume");
        fault.at(&path.field("targetPortal"));
    }
}

/// `validateCinderPersistentVolumeSource`.
fn cinder(source: &CinderPersistentVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("volumeID"), &source.volume_id, "write the id of the volume");
    if let Some(secret) = &source.secret_ref {
        check_found(secret.name.as_deref(), secret.namespace.as_deref(), &path.field("secretRef"), errors);
    }
}

/// `validateFlexPersistentVolumeSource`.
fn flex(source: &FlexPersistentVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    local::flex_options(&source.driver, source.options.as_ref(), path, errors);
}

/// `validateAzureFilePV`.
fn azure_file(source: &AzureFilePersistentVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("secretName"), &source.secret_name, "name the Secret with the account's key");
    errors.present(&path.field("shareName"), &source.share_name, "name the share");
    if let Some(namespace) = &source.secret_namespace {
        let help = "name the namespace of the Secret, or take `secretNamespace` out";
        errors.present(&path.field("secretNamespace"), namespace, help);
    }
}

/// `validateScaleIOPersistentVolumeSource`.
fn scale_io(source: &ScaleIOPersistentVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("gateway"), &source.gateway, "write the address of the ScaleIO gateway");
    errors.present(&path.field("system"), &source.system, "name the ScaleIO system");
    let name = source.volume_name.as_deref().unwrap_or_default();
    errors.present(&path.field("volumeName"), name, "name the ScaleIO volume");
}

/// `validateLocalVolumeSource`.
fn local_path(source: &LocalVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    let at = path.field("path");
    if errors.present(&at, &source.path, "write the path of the disk or folder on the node, such as `/mnt/disks/ssd1`")
    {
        errors.content(&at, &source.path, content::no_backsteps(&source.path));
    }
}

/// `validateStorageOSPersistentVolumeSource`.
fn storage_os(source: &StorageOSPersistentVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    let (name, namespace) = (source.volume_name.as_deref(), source.volume_namespace.as_deref());
    remote::storage_os_volume(name, namespace, path, errors);
    if let Some(secret) = &source.secret_ref {
        check_found(secret.name.as_deref(), secret.namespace.as_deref(), &path.field("secretRef"), errors);
    }
}

/// `validateCSIPersistentVolumeSource`.
fn csi(source: &CSIPersistentVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    local::csi_driver(&source.driver, &path.field("driver"), errors);
    errors.present(&path.field("volumeHandle"), &source.volume_handle, "write the driver's own name of the volume");
    let secrets = [
        ("controllerPublishSecretRef", &source.controller_publish_secret_ref),
        ("controllerExpandSecretRef", &source.controller_expand_secret_ref),
        ("nodePublishSecretRef", &source.node_publish_secret_ref),
        ("nodeExpandSecretRef", &source.node_expand_secret_ref),
    ];
    for (field, secret) in secrets {
        if let Some(secret) = secret {
            check_secret(secret, &path.field(field), errors);
        }
    }
}

/// `validatePVSecretReference`.
fn check_secret(secret: &SecretReference, path: &Path<'_>, errors: &mut FieldErrors) {
    let (name, namespace) = (secret.name.as_deref(), secret.namespace.as_deref());
    check_found(name, namespace, path, errors);
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        errors.content(&path.field("name"), name, content::dns_subdomain(name));
    }
    if let Some(namespace) = namespace.filter(|namespace| !namespace.is_empty()) {
        errors.content(&path.field("namespace"), namespace, content::dns_label(namespace));
    }
}

/// A volume has no namespace, so that its Secret needs one.
fn check_found(name: Option<&str>, namespace: Option<&str>, path: &Path<'_>, errors: &mut FieldErrors) {
    check_named(name, path, errors);
    errors.present(&path.field("namespace"), namespace.unwrap_or_default(), "name the namespace of the Secret");
}

fn check_named(name: Option<&str>, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("name"), name.unwrap_or_default(), "name the Secret");
}
