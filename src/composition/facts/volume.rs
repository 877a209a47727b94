//! Volumes and what each container does with them: who writes, who reads, and how that is known.

use std::collections::HashMap;

use k8s_openapi::api::core::v1 as core;

use super::command::Command;
use super::file_access::{self, FileAccess};
use crate::composition::knowledge::{FileUse, Software, WordList};
use crate::k8s::Pod;
use crate::yaml::{FieldPath, Segment};

/// The source of a volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VolumeKind {
    /// `emptyDir`: lives as long as the Pod.
    EmptyDir,
    /// `hostPath`, with the path on the node.
    HostPath(String),
    /// A claim, a claim template of a StatefulSet, or an ephemeral claim.
    Claim,
    /// ConfigMap, Secret, downward API, projected: given to the Pod, written by none of its containers.
    Injected,
    /// Any other kind of storage.
    Other,
    /// Mounted, but declared nowhere.
    Missing,
}

/// One volume of a Pod.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Volume {
    /// Its name.
    pub name: String,
    /// Its source.
    pub kind: VolumeKind,
    /// The place of its declaration; `None` for missing volumes and claim templates.
    pub place: Option<FieldPath>,
    /// Its mounts, in the order of the containers.
    pub mounts: Vec<Mount>,
}

impl Volume {
    /// Returns true if containers can pass files to one another through it: not given data, nor a system folder of the node.
    pub fn carries_data(&self) -> bool {
        match &self.kind {
            VolumeKind::Injected => false,
            VolumeKind::HostPath(path) => !is_system_folder(path),
            _ => true,
        }
    }

    /// The members that mount it, each once.
    pub fn members(&self) -> Vec<usize> {
        let mut members: Vec<usize> = self.mounts.iter().map(|mount| mount.member).collect();
        members.dedup();
        members
    }
}

/// Folders of the node that many containers mount without having anything to do with each other.
fn is_system_folder(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    WordList::SystemFolders.holds(path)
        || path.is_empty()
        || path.starts_with("/sys/")
        || path.starts_with("/proc/")
        || path.starts_with("/dev/")
}

/// One container's use of a volume.
#[derive(Clone, Debug)]
pub struct Mount {
    /// Index of the container in [`crate::composition::Composition::members`].
    pub member: usize,
    /// The `mountPath`.
    pub path: String,
    /// The part of the volume it shows; empty for the whole.
    pub sub_path: String,
    /// True if it is mounted read-only.
    pub read_only: bool,
    /// The evidence, in words, that the container writes there.
    pub writes: Option<String>,
    /// The evidence, in words, that the container reads there.
    pub reads: Option<String>,
    /// The folder below it into which a command of the container clones a Git repository; empty for the mount itself.
    pub clone: Option<String>,
    /// True if a command of the container is seen to use it.
    pub used: bool,
    /// The mount, in the Pod's object.
    pub place: FieldPath,
}

impl Mount {
    /// Returns true if two mounts of one volume show each other's files.
    pub fn overlaps(&self, other: &Self) -> bool {
        let (a, b) = (self.sub_path.trim_matches('/'), other.sub_path.trim_matches('/'));
        let under = |inner: &str, outer: &str| {
            outer.is_empty() || inner == outer || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
        };
        under(a, b) || under(b, a)
    }
}

/// The facts about a container that its mounts are judged by.
pub(crate) struct User<'a> {
    pub(crate) spec: &'a core::Container,
    pub(crate) path: &'a FieldPath,
    pub(crate) command: &'a Command,
    pub(crate) software: Option<&'a Software>,
}

/// The volumes of a Pod, declared ones first, then those that are mounted only.
pub(crate) fn volumes(pod: &Pod<'_>, claims: &[&str], users: &[User<'_>]) -> Vec<Volume> {
    let spec = pod.spec;
    let place = pod.path().join(Segment::Field("volumes".into()));
    let declared = spec.volumes.iter().flatten().enumerate().map(|(at, volume)| Volume {
        name: volume.name.clone(),
        kind: kind(volume),
        place: Some(place.clone().join(Segment::Index(at))),
        mounts: Vec::new(),
    });
    let mut volumes: Vec<Volume> = declared.collect();
    let mut by_name: HashMap<String, usize> = HashMap::new();
    for (at, volume) in volumes.iter().enumerate() {
        by_name.entry(volume.name.clone()).or_insert(at);
    }
    for (member, user) in users.iter().enumerate() {
        let access = file_access::file_access(user.command);
        for (at, mount) in user.spec.volume_mounts.iter().flatten().enumerate() {
            let index = *by_name.entry(mount.name.clone()).or_insert_with(|| {
                // A StatefulSet's templates are declared outside the Pod.
                let template = claims.contains(&mount.name.as_str());
                let kind = if template { VolumeKind::Claim } else { VolumeKind::Missing };
                volumes.push(Volume { name: mount.name.clone(), kind, place: None, mounts: Vec::new() });
                volumes.len() - 1
            });
            let place = user.path.clone().join(Segment::Field("volumeMounts".into())).join(Segment::Index(at));
            volumes[index].mounts.push(judged(member, user, mount, &access, place));
        }
    }
    volumes
}

fn kind(volume: &core::Volume) -> VolumeKind {
    if let Some(host) = &volume.host_path {
        return VolumeKind::HostPath(host.path.clone());
    }
    let given = volume.config_map.is_some()
        || volume.secret.is_some()
        || volume.downward_api.is_some()
        || volume.projected.is_some();
    let csi_secret = volume.csi.as_ref().is_some_and(|csi| csi.driver.contains("secrets-store"));
    if given || csi_secret {
        return VolumeKind::Injected;
    }
    if volume.persistent_volume_claim.is_some() || volume.ephemeral.is_some() {
        return VolumeKind::Claim;
    }
    let others = [
        volume.nfs.is_some(),
        volume.csi.is_some(),
        volume.aws_elastic_block_store.is_some(),
        volume.gce_persistent_disk.is_some(),
        volume.azure_disk.is_some(),
        volume.azure_file.is_some(),
        volume.cephfs.is_some(),
        volume.glusterfs.is_some(),
        volume.iscsi.is_some(),
        volume.rbd.is_some(),
        volume.fc.is_some(),
        volume.cinder.is_some(),
        volume.flex_volume.is_some(),
        volume.git_repo.is_some(),
        volume.image.is_some(),
        volume.portworx_volume.is_some(),
        volume.vsphere_volume.is_some(),
        volume.storageos.is_some(),
        volume.scale_io.is_some(),
        volume.quobyte.is_some(),
        volume.photon_persistent_disk.is_some(),
        volume.flocker.is_some(),
    ];
    // Without any source it is an emptyDir: the server's default.
    if others.contains(&true) { VolumeKind::Other } else { VolumeKind::EmptyDir }
}

fn judged(member: usize, user: &User<'_>, mount: &core::VolumeMount, access: &FileAccess, place: FieldPath) -> Mount {
    let read_only = mount.read_only == Some(true);
    let path = mount.mount_path.trim_end_matches('/').to_owned();
    let under = |file: &String| is_under(file, &path);
    let mut writes = access.writes.iter().find(|file| under(file)).map(|file| format!("its script writes {file}"));
    let mut reads = access.reads.iter().find(|file| under(file)).map(|file| format!("its script reads {file}"));
    let used = writes.is_some() || reads.is_some();
    if let Some(software) = user.software.filter(|_| !used) {
        let known = |folders: &[String]| {
            folders.iter().any(|folder| {
                folder == "mount" || is_under(&path, folder) || is_under(folder, &path) && !path.is_empty()
            })
        };
        if known(&software.data) || known(&software.writes) || software.files == Some(FileUse::Writes) {
            writes = Some(format!("{} writes there", software.id));
        }
        if known(&software.reads) || known(&software.config) || software.files == Some(FileUse::Reads) {
            reads = Some(format!("{} reads there", software.id));
        }
    }
    if read_only {
        writes = None;
        reads = reads.or_else(|| Some("it is mounted read-only".to_owned()));
    }
    let sub_path = mount.sub_path.clone().unwrap_or_default();
    let below = |folder: &String| Some(folder.strip_prefix(&path)?.trim_start_matches('/').to_owned());
    let clone = access.clones.iter().find(|folder| under(folder)).and_then(below);
    Mount { member, path, sub_path, read_only, writes, reads, clone, used, place }
}

/// Returns true if `file` is `folder` or lies in it.
fn is_under(file: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    file.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) && !folder.is_empty()
}
