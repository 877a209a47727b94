//! What a volume is made of: exactly one kind of source.

use k8s_openapi::api::core::v1::{EmptyDirVolumeSource, Volume};

use super::{cloud, files, local, projected, remote, template};
use crate::validity::Faults;
use crate::validity::content;
use crate::validity::quantity::Quantity;
use crate::yaml::Path;

/// Judges the source that comes first in the server's order.
type Check = fn(&Volume, &Path<'_>, &mut Faults);

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
    kind("emptyDir", |v| v.empty_dir.is_some(), |v, path, faults| each(v.empty_dir.as_ref(), empty_dir, path, faults)),
    kind(
        "hostPath",
        |v| v.host_path.is_some(),
        |v, path, faults| each(v.host_path.as_ref(), local::host_path, path, faults),
    ),
    kind(
        "gitRepo",
        |v| v.git_repo.is_some(),
        |v, path, faults| each(v.git_repo.as_ref(), local::git_repo, path, faults),
    ),
    kind(
        "gcePersistentDisk",
        |v| v.gce_persistent_disk.is_some(),
        |v, path, faults| {
            each(v.gce_persistent_disk.as_ref(), cloud::gce, path, faults);
        },
    ),
    kind(
        "awsElasticBlockStore",
        |v| v.aws_elastic_block_store.is_some(),
        |v, path, faults| {
            each(v.aws_elastic_block_store.as_ref(), cloud::aws, path, faults);
        },
    ),
    kind("secret", |v| v.secret.is_some(), |v, path, faults| each(v.secret.as_ref(), files::secret, path, faults)),
    kind("nfs", |v| v.nfs.is_some(), |v, path, faults| each(v.nfs.as_ref(), remote::nfs, path, faults)),
    kind("iscsi", |v| v.iscsi.is_some(), |v, path, faults| each(v.iscsi.as_ref(), remote::iscsi, path, faults)),
    kind(
        "glusterfs",
        |v| v.glusterfs.is_some(),
        |v, path, faults| each(v.glusterfs.as_ref(), remote::glusterfs, path, faults),
    ),
    kind("flocker", |v| v.flocker.is_some(), |v, path, faults| each(v.flocker.as_ref(), remote::flocker, path, faults)),
    kind(
        "persistentVolumeClaim",
        |v| v.persistent_volume_claim.is_some(),
        |v, path, faults| {
            each(v.persistent_volume_claim.as_ref(), local::claim, path, faults);
        },
    ),
    kind("rbd", |v| v.rbd.is_some(), |v, path, faults| each(v.rbd.as_ref(), remote::rbd, path, faults)),
    kind("cinder", |v| v.cinder.is_some(), |v, path, faults| each(v.cinder.as_ref(), cloud::cinder, path, faults)),
    Kind {
        surplus: "cephFS",
        ..kind(
            "cephfs",
            |v| v.cephfs.is_some(),
            |v, path, faults| each(v.cephfs.as_ref(), remote::cephfs, path, faults),
        )
    },
    kind("quobyte", |v| v.quobyte.is_some(), |v, path, faults| each(v.quobyte.as_ref(), remote::quobyte, path, faults)),
    Kind {
        surplus: "downwarAPI",
        ..kind(
            "downwardAPI",
            |v| v.downward_api.is_some(),
            |v, path, faults| {
                each(v.downward_api.as_ref(), files::downward_api, path, faults);
            },
        )
    },
    kind("fc", |v| v.fc.is_some(), |v, path, faults| each(v.fc.as_ref(), remote::fibre_channel, path, faults)),
    kind(
        "flexVolume",
        |v| v.flex_volume.is_some(),
        |v, path, faults| each(v.flex_volume.as_ref(), local::flex, path, faults),
    ),
    kind(
        "configMap",
        |v| v.config_map.is_some(),
        |v, path, faults| each(v.config_map.as_ref(), files::config_map, path, faults),
    ),
    kind(
        "azureFile",
        |v| v.azure_file.is_some(),
        |v, path, faults| each(v.azure_file.as_ref(), cloud::azure_file, path, faults),
    ),
    kind(
        "vsphereVolume",
        |v| v.vsphere_volume.is_some(),
        |v, path, faults| {
            each(v.vsphere_volume.as_ref(), cloud::vsphere, path, faults);
        },
    ),
    kind(
        "photonPersistentDisk",
        |v| v.photon_persistent_disk.is_some(),
        |v, path, faults| {
            each(v.photon_persistent_disk.as_ref(), cloud::photon, path, faults);
        },
    ),
    kind(
        "portworxVolume",
        |v| v.portworx_volume.is_some(),
        |v, path, faults| {
            each(v.portworx_volume.as_ref(), cloud::portworx, path, faults);
        },
    ),
    kind(
        "azureDisk",
        |v| v.azure_disk.is_some(),
        |v, path, faults| each(v.azure_disk.as_ref(), cloud::azure_disk, path, faults),
    ),
    kind(
        "storageos",
        |v| v.storageos.is_some(),
        |v, path, faults| each(v.storageos.as_ref(), remote::storage_os, path, faults),
    ),
    kind(
        "projected",
        |v| v.projected.is_some(),
        |v, path, faults| each(v.projected.as_ref(), projected::check, path, faults),
    ),
    kind(
        "scaleIO",
        |v| v.scale_io.is_some(),
        |v, path, faults| each(v.scale_io.as_ref(), remote::scale_io, path, faults),
    ),
    kind("csi", |v| v.csi.is_some(), |v, path, faults| each(v.csi.as_ref(), local::csi, path, faults)),
    kind(
        "ephemeral",
        |v| v.ephemeral.is_some(),
        |v, path, faults| each(v.ephemeral.as_ref(), template::check, path, faults),
    ),
    kind("image", |v| v.image.is_some(), |v, path, faults| each(v.image.as_ref(), local::image, path, faults)),
];

fn each<T>(source: Option<&T>, check: impl Fn(&T, &Path<'_>, &mut Faults), path: &Path<'_>, faults: &mut Faults) {
    if let Some(source) = source {
        check(source, path, faults);
    }
}

/// `validateVolumeSource`. A volume without a source is an `emptyDir` (`SetDefaults_Volume`).
pub(super) fn check(volume: &Volume, is_pod: bool, pod: Option<&str>, path: &Path<'_>, faults: &mut Faults) {
    let mut kinds = KINDS.iter().filter(|kind| (kind.is_there)(volume));
    let Some(first) = kinds.next() else { return };
    let before = faults.len();
    // The server tests a GCE disk under the name of its own type.
    if first.field == "gcePersistentDisk" {
        (first.check)(volume, &path.field("persistentDisk"), faults);
        faults.move_places(before, &path.field("persistentDisk"), &path.field(first.field));
    } else {
        (first.check)(volume, &path.field(first.field), faults);
    }
    match first.field {
        "ephemeral" => check_claim_name(volume, pod, path, faults),
        "image" if is_pod => local::image_reference(volume, path, faults),
        _ => {}
    }
    remote::check_initiator(volume, path, faults);
    for kind in kinds {
        let why = format!("the volume is of `{}` already, and has one source only", first.field);
        let help = format!("make two volumes of it, or take `{}` out", kind.field);
        faults.forbidden(&path.field(kind.surplus), why, help).at(&path.field(kind.field));
    }
}

/// Whether the volume is a folder of the Pod's own.
pub(super) fn has_empty_dir(volume: &Volume) -> bool {
    volume.empty_dir.is_some() || !KINDS.iter().any(|kind| (kind.is_there)(volume))
}

/// A claim is made for the volume, named after the Pod and the volume.
fn check_claim_name(volume: &Volume, pod: Option<&str>, path: &Path<'_>, faults: &mut Faults) {
    let Some(pod) = pod.filter(|_| !volume.name.is_empty()) else { return };
    let claim = format!("{pod}-{}", volume.name);
    if let Some(fault) = faults.content(&path.field("name"), &claim, content::dns_subdomain(&claim)) {
        fault.message.insert_str(0, "the name of the claim for this volume: ");
        "shorten the name of the Pod or of the volume, or mend it".clone_into(&mut fault.help);
    }
}

fn empty_dir(source: &EmptyDirVolumeSource, path: &Path<'_>, faults: &mut Faults) {
    let limit = source.size_limit.as_ref().and_then(|limit| Quantity::parse(&limit.0).ok());
    if limit.is_some_and(|limit| limit.is_negative()) {
        faults.forbidden(&path.field("sizeLimit"), "a size cannot be negative", "write a size such as `500Mi`");
    }
}
