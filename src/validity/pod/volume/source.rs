//! The source of a volume: exactly one kind of source.

use k8s_openapi::api::core::v1::{EmptyDirVolumeSource, Volume};

use super::{cloud, files, local, projected, remote, template};
use crate::validity::FieldErrors;
use crate::validity::content;
use crate::validity::quantity::Quantity;
use crate::yaml::Path;

/// Judges the source that comes first in the server's order.
type Check = fn(&Volume, &Path<'_>, &mut FieldErrors);

/// A kind of source: the field, the name the server has for it where a second one is too many, whether it is there.
struct Kind {
    field: &'static str,
    surplus: &'static str,
    is_there: fn(&Volume) -> bool,
    check: Check,
}

const fn kind(field: &'static str, is_there: fn(&Volume) -> bool, check: Check) -> Kind {
    Kind { field, surplus: field, is_there, check }
}

/// In the order of `validateVolumeSource`. Where the server misspells a path, so do we.
const KINDS: [Kind; 30] = [
    kind("emptyDir", |v| v.empty_dir.is_some(), |v, path, errors| each(v.empty_dir.as_ref(), empty_dir, path, errors)),
    kind(
        "hostPath",
        |v| v.host_path.is_some(),
        |v, path, errors| each(v.host_path.as_ref(), local::host_path, path, errors),
    ),
    kind(
        "gitRepo",
        |v| v.git_repo.is_some(),
        |v, path, errors| each(v.git_repo.as_ref(), local::git_repo, path, errors),
    ),
    kind(
        "gcePersistentDisk",
        |v| v.gce_persistent_disk.is_some(),
        |v, path, errors| {
            each(v.gce_persistent_disk.as_ref(), cloud::gce, path, errors);
        },
    ),
    kind(
        "awsElasticBlockStore",
        |v| v.aws_elastic_block_store.is_some(),
        |v, path, errors| {
            each(v.aws_elastic_block_store.as_ref(), cloud::aws, path, errors);
        },
    ),
    kind("secret", |v| v.secret.is_some(), |v, path, errors| each(v.secret.as_ref(), files::secret, path, errors)),
    kind("nfs", |v| v.nfs.is_some(), |v, path, errors| each(v.nfs.as_ref(), remote::nfs, path, errors)),
    kind("iscsi", |v| v.iscsi.is_some(), |v, path, errors| each(v.iscsi.as_ref(), remote::iscsi, path, errors)),
    kind(
        "glusterfs",
        |v| v.glusterfs.is_some(),
        |v, path, errors| each(v.glusterfs.as_ref(), remote::glusterfs, path, errors),
    ),
    kind("flocker", |v| v.flocker.is_some(), |v, path, errors| each(v.flocker.as_ref(), remote::flocker, path, errors)),
    kind(
        "persistentVolumeClaim",
        |v| v.persistent_volume_claim.is_some(),
        |v, path, errors| {
            each(v.persistent_volume_claim.as_ref(), local::claim, path, errors);
        },
    ),
    kind("rbd", |v| v.rbd.is_some(), |v, path, errors| each(v.rbd.as_ref(), remote::rbd, path, errors)),
    kind("cinder", |v| v.cinder.is_some(), |v, path, errors| each(v.cinder.as_ref(), cloud::cinder, path, errors)),
    Kind {
        surplus: "cephFS",
        ..kind(
            "cephfs",
            |v| v.cephfs.is_some(),
            |v, path, errors| each(v.cephfs.as_ref(), remote::cephfs, path, errors),
        )
    },
    kind("quobyte", |v| v.quobyte.is_some(), |v, path, errors| each(v.quobyte.as_ref(), remote::quobyte, path, errors)),
    Kind {
        surplus: "downwarAPI",
        ..kind(
            "downwardAPI",
            |v| v.downward_api.is_some(),
            |v, path, errors| {
                each(v.downward_api.as_ref(), files::downward_api, path, errors);
            },
        )
    },
    kind("fc", |v| v.fc.is_some(), |v, path, errors| each(v.fc.as_ref(), remote::fibre_channel, path, errors)),
    kind(
        "flexVolume",
        |v| v.flex_volume.is_some(),
        |v, path, errors| each(v.flex_volume.as_ref(), local::flex, path, errors),
    ),
    kind(
        "configMap",
        |v| v.config_map.is_some(),
        |v, path, errors| each(v.config_map.as_ref(), files::config_map, path, errors),
    ),
    kind(
        "azureFile",
        |v| v.azure_file.is_some(),
        |v, path, errors| each(v.azure_file.as_ref(), cloud::azure_file, path, errors),
    ),
    kind(
        "vsphereVolume",
        |v| v.vsphere_volume.is_some(),
        |v, path, errors| {
            each(v.vsphere_volume.as_ref(), cloud::vsphere, path, errors);
        },
    ),
    kind(
        "photonPersistentDisk",
        |v| v.photon_persistent_disk.is_some(),
        |v, path, errors| {
            each(v.photon_persistent_disk.as_ref(), cloud::photon, path, errors);
        },
    ),
    kind(
        "portworxVolume",
        |v| v.portworx_volume.is_some(),
        |v, path, errors| {
            each(v.portworx_volume.as_ref(), cloud::portworx, path, errors);
        },
    ),
    kind(
        "azureDisk",
        |v| v.azure_disk.is_some(),
        |v, path, errors| each(v.azure_disk.as_ref(), cloud::azure_disk, path, errors),
    ),
    kind(
        "storageos",
        |v| v.storageos.is_some(),
        |v, path, errors| each(v.storageos.as_ref(), remote::storage_os, path, errors),
    ),
    kind(
        "projected",
        |v| v.projected.is_some(),
        |v, path, errors| each(v.projected.as_ref(), projected::check, path, errors),
    ),
    kind(
        "scaleIO",
        |v| v.scale_io.is_some(),
        |v, path, errors| each(v.scale_io.as_ref(), remote::scale_io, path, errors),
    ),
    kind("csi", |v| v.csi.is_some(), |v, path, errors| each(v.csi.as_ref(), local::csi, path, errors)),
    kind(
        "ephemeral",
        |v| v.ephemeral.is_some(),
        |v, path, errors| each(v.ephemeral.as_ref(), template::check, path, errors),
    ),
    kind("image", |v| v.image.is_some(), |v, path, errors| each(v.image.as_ref(), local::image, path, errors)),
];

fn each<T>(
    source: Option<&T>,
    check: impl Fn(&T, &Path<'_>, &mut FieldErrors),
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    if let Some(source) = source {
        check(source, path, errors);
    }
}

/// `validateVolumeSource`. A volume without a source is an `emptyDir` (`SetDefaults_Volume`).
pub(super) fn check(volume: &Volume, is_pod: bool, pod: Option<&str>, path: &Path<'_>, errors: &mut FieldErrors) {
    let mut kinds = KINDS.iter().filter(|kind| (kind.is_there)(volume));
    let Some(first) = kinds.next() else { return };
    let before = errors.len();
    // The server tests a GCE disk under the name of its own type.
    if first.field == "gcePersistentDisk" {
        (first.check)(volume, &path.field("persistentDisk"), errors);
        errors.move_places(before, &path.field("persistentDisk"), &path.field(first.field));
    } else {
        (first.check)(volume, &path.field(first.field), errors);
    }
    match first.field {
        "ephemeral" => check_claim_name(volume, pod, path, errors),
        "image" if is_pod => local::image_reference(volume, path, errors),
        _ => {}
    }
    remote::check_initiator(volume, path, errors);
    for kind in kinds {
        let why = format!("the volume is of `{}` already, and has one source only", first.field);
        let help = format!("make two volumes of it, or take `{}` out", kind.field);
        errors.forbidden(&path.field(kind.surplus), why, help).at(&path.field(kind.field));
    }
}

/// Returns true if the volume is a folder of the Pod's own.
pub(super) fn has_empty_dir(volume: &Volume) -> bool {
    volume.empty_dir.is_some() || !KINDS.iter().any(|kind| (kind.is_there)(volume))
}

/// A claim is made for the volume, named after the Pod and the volume.
fn check_claim_name(volume: &Volume, pod: Option<&str>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(pod) = pod.filter(|_| !volume.name.is_empty()) else { return };
    let claim = format!("{pod}-{}", volume.name);
    if let Some(fault) = errors.content(&path.field("name"), &claim, content::dns_subdomain(&claim)) {
        fault.message.insert_str(0, "the name of the claim for this volume: ");
        "shorten the name of the Pod or of the volume, or mend it".clone_into(&mut fault.help);
    }
}

fn empty_dir(source: &EmptyDirVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    let limit = source.size_limit.as_ref().and_then(|limit| Quantity::parse(&limit.0).ok());
    if limit.is_some_and(|limit| limit.is_negative()) {
        errors.forbidden(&path.field("sizeLimit"), "a size cannot be negative", "write a size such as `500Mi`");
    }
}
