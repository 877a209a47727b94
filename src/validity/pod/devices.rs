//! Volumes that a container sees as raw block devices.

use std::collections::{HashMap, HashSet};

use k8s_openapi::api::core::v1::Container;

use super::mount::check_volume_name;
use super::pod_defaults::PodDefaults;
use crate::validity::{FieldErrors, content};
use crate::yaml::Path;

/// `ValidateVolumeDevices`.
pub(super) fn check_all(container: &Container, defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(devices) = &container.volume_devices else { return };
    // Of two mounts of one volume the server sees the last.
    let mounts = container.volume_mounts.iter().flatten();
    let mounts: HashMap<&str, &str> = mounts.map(|mount| (mount.name.as_str(), mount.mount_path.as_str())).collect();
    let mount_paths: HashSet<&str> = mounts.values().copied().collect();
    let (mut names, mut paths) = (HashSet::new(), HashSet::new());
    for (index, device) in devices.iter().enumerate() {
        let own = path.index(index);
        let (name, target) = (own.field("name"), own.field("devicePath"));
        if names.contains(device.name.as_str()) {
            errors.invalid(&name, &device.name, "is listed twice", "list each volume once under `volumeDevices`");
        }
        let volume = defaults.volumes.get(device.name.as_str());
        if volume.is_some_and(|volume| volume.persistent_volume_claim.is_none() && volume.ephemeral.is_none()) {
            let why = "is a kind of volume that has no block device";
            errors.invalid(&name, &device.name, why, "use a volume with `persistentVolumeClaim` or `ephemeral`");
        }
        check_volume_name(&device.name, defaults, &name, errors);
        check_path(&device.device_path, &mut paths, &target, errors);
        if mounts.contains_key(device.name.as_str()) {
            let help = "list the volume under `volumeMounts` or under `volumeDevices`";
            errors.invalid(&name, &device.name, "is mounted in `volumeMounts` already", help);
        }
        if mount_paths.contains(device.device_path.as_str()) {
            let help = "put the device elsewhere";
            errors.invalid(&target, &device.device_path, "is the place of a mount in `volumeMounts`", help);
        }
        if !device.name.is_empty() {
            names.insert(device.name.as_str());
        }
    }
}

fn check_path<'a>(device: &'a str, paths: &mut HashSet<&'a str>, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(path, device, "say where the container finds the device, such as `/dev/xvda`");
    if paths.contains(device) {
        errors.invalid(path, device, "is the path of another device already", "give each device a path of its own");
    }
    if errors.content(path, device, content::no_backsteps(device)).is_none() {
        paths.insert(device);
    }
}
