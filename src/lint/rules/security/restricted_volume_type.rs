//! The rule `restricted-volume-type`.

use k8s_openapi::api::core::v1::Volume;

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A volume of a type that mounts storage straight into the Pod, such as `nfs` or `iscsi`; `hostPath` has a rule of
    /// its own.
    ///
    /// ## Why it matters
    /// Whoever writes the Pod chooses the server and the path without any check. A claim, by contrast, uses a
    /// PersistentVolume that an administrator or a storage class has created.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes:
    ///   - {name: data, nfs: {server: nfs.example.com, path: /data}}
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0", volumeMounts: [{name: data, mountPath: /data}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes:
    ///   - {name: data, persistentVolumeClaim: {claimName: data}}
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0", volumeMounts: [{name: data, mountPath: /data}]}
    /// ```
    "restricted-volume-type", Warning, Security, Check::Pod(check), off
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for (at, volume) in pod.pod.spec.volumes.iter().flatten().enumerate() {
        if let Some(kind) = restricted(volume) {
            out.at(pod.volume_path(at).field(kind), format!("the volume `{}` is of type `{kind}`", volume.name))
                .help("use a persistentVolumeClaim");
        }
    }
}

/// Returns the field of a volume whose source the Restricted level forbids.
fn restricted(volume: &Volume) -> Option<&'static str> {
    let sources = [
        ("gcePersistentDisk", volume.gce_persistent_disk.is_some()),
        ("awsElasticBlockStore", volume.aws_elastic_block_store.is_some()),
        ("gitRepo", volume.git_repo.is_some()),
        ("nfs", volume.nfs.is_some()),
        ("iscsi", volume.iscsi.is_some()),
        ("glusterfs", volume.glusterfs.is_some()),
        ("rbd", volume.rbd.is_some()),
        ("flexVolume", volume.flex_volume.is_some()),
        ("cinder", volume.cinder.is_some()),
        ("cephfs", volume.cephfs.is_some()),
        ("flocker", volume.flocker.is_some()),
        ("fc", volume.fc.is_some()),
        ("azureFile", volume.azure_file.is_some()),
        ("vsphereVolume", volume.vsphere_volume.is_some()),
        ("quobyte", volume.quobyte.is_some()),
        ("azureDisk", volume.azure_disk.is_some()),
        ("photonPersistentDisk", volume.photon_persistent_disk.is_some()),
        ("portworxVolume", volume.portworx_volume.is_some()),
        ("scaleIO", volume.scale_io.is_some()),
        ("storageos", volume.storageos.is_some()),
    ];
    sources.into_iter().find(|(_, is_set)| *is_set).map(|(field, _)| field)
}
