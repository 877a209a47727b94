//! Disks of clouds.

use k8s_openapi::api::core::v1::{
    AWSElasticBlockStoreVolumeSource, AzureDiskVolumeSource, AzureFileVolumeSource, CinderVolumeSource,
    GCEPersistentDiskVolumeSource, PhotonPersistentDiskVolumeSource, PortworxVolumeSource,
    VsphereVirtualDiskVolumeSource,
};

use crate::validity::{FieldErrors, content};
use crate::yaml::Path;

const CACHING_MODES: [&str; 3] = ["None", "ReadOnly", "ReadWrite"];
const DISK_KINDS: [&str; 3] = ["Dedicated", "Managed", "Shared"];

/// Checks the number of a partition; 0 is the whole disk.
fn check_partition(partition: Option<i32>, path: &Path<'_>, errors: &mut FieldErrors) {
    let partition = partition.unwrap_or_default();
    errors.content(&path.field("partition"), partition, content::in_range(partition.into(), 0, 255));
}

/// `validateGCEPersistentDiskVolumeSource`.
pub(in crate::validity) fn gce(source: &GCEPersistentDiskVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("pdName"), &source.pd_name, "name the disk");
    check_partition(source.partition, path, errors);
}

/// `validateAWSElasticBlockStoreVolumeSource`.
pub(in crate::validity) fn aws(source: &AWSElasticBlockStoreVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("volumeID"), &source.volume_id, "write the id of the volume");
    check_partition(source.partition, path, errors);
}

/// `validateCinderVolumeSource`.
pub(super) fn cinder(source: &CinderVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("volumeID"), &source.volume_id, "write the id of the volume");
    if let Some(secret) = &source.secret_ref {
        errors.present(&path.field("secretRef.name"), &secret.name, "name the Secret");
    }
}

/// `validateAzureFile`.
pub(super) fn azure_file(source: &AzureFileVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("secretName"), &source.secret_name, "name the Secret with the account's key");
    errors.present(&path.field("shareName"), &source.share_name, "name the share");
}

/// `validateAzureDisk`.
pub(in crate::validity) fn azure_disk(source: &AzureDiskVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    let uri = path.field("diskURI");
    errors.present(&path.field("diskName"), &source.disk_name, "name the disk");
    errors.present(&uri, &source.disk_uri, "write the URI of the disk");
    if let Some(mode) = source.caching_mode.as_deref() {
        errors.supported(&path.field("cachingMode"), mode, &CACHING_MODES);
    }
    let kind = source.kind.as_deref().unwrap_or("Shared");
    errors.supported(&path.field("kind"), kind, &DISK_KINDS);
    let (beginning, example) = match kind {
        "Managed" => ("/subscriptions/", "/subscriptions/…/providers/microsoft.compute/disks/…"),
        _ => ("https://", "https://….blob.core.windows.net/…/….vhd"),
    };
    if !source.disk_uri.starts_with(beginning) {
        let fault = errors.not_supported(&uri, &source.disk_uri, &[example]);
        fault.message = format!("this is not the URI of a disk of kind `{kind}`");
        fault.help = format!("write `{example}`, or set `kind` to what the disk is");
    }
}

/// `validateVsphereVolumeSource`.
pub(in crate::validity) fn vsphere(source: &VsphereVirtualDiskVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("volumePath"), &source.volume_path, "write the path of the vmdk");
}

/// `validatePhotonPersistentDiskVolumeSource`.
pub(in crate::validity) fn photon(
    source: &PhotonPersistentDiskVolumeSource,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    errors.present(&path.field("pdID"), &source.pd_id, "write the id of the disk");
}

/// `validatePortworxVolumeSource`.
pub(in crate::validity) fn portworx(source: &PortworxVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("volumeID"), &source.volume_id, "write the id of the volume");
}
