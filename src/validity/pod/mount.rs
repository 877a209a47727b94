//! The mounts of a container.

use std::collections::{HashMap, HashSet};

use k8s_openapi::api::core::v1::{Container, VolumeMount};

use super::pod_defaults::PodDefaults;
use crate::validity::{FieldErrors, content};
use crate::yaml::{Path, nearest};

const PROPAGATIONS: [&str; 3] = ["Bidirectional", "HostToContainer", "None"];
const RECURSIVE_READ_ONLY: [&str; 3] = ["Disabled", "Enabled", "IfPossible"];

/// `ValidateVolumeMounts`.
pub(super) fn check_all(container: &Container, defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    // Of two devices with one name the server sees the last.
    let devices = container.volume_devices.iter().flatten();
    let devices: HashMap<&str, &str> =
        devices.map(|device| (device.name.as_str(), device.device_path.as_str())).collect();
    let device_paths: HashSet<&str> = devices.values().copied().collect();
    let mut places = HashSet::new();
    for (index, mount) in container.volume_mounts.iter().flatten().enumerate() {
        let own = path.index(index);
        let (name, target) = (own.field("name"), own.field("mountPath"));
        check_volume_name(&mount.name, defaults, &name, errors);
        errors.present(&target, &mount.mount_path, "say where the container finds the volume, such as `/data`");
        if !places.insert(mount.mount_path.as_str()) && !mount.mount_path.is_empty() {
            let help = "mount each volume at a path of its own";
            errors.invalid(&target, &mount.mount_path, "is the place of another mount already", help);
        }
        if devices.contains_key(mount.name.as_str()) {
            let help = "list the volume under `volumeMounts` or under `volumeDevices`";
            errors.invalid(&name, &mount.name, "is a block device in `volumeDevices` already", help);
        }
        if device_paths.contains(mount.mount_path.as_str()) {
            let help = "mount the volume elsewhere";
            errors.invalid(&target, &mount.mount_path, "is the path of a block device in `volumeDevices`", help);
        }
        if filled(mount.sub_path.as_ref()) && filled(mount.sub_path_expr.as_ref()) {
            let (path, help) = (own.field("subPathExpr"), "take one of the two out");
            errors.invalid(&path, "subPathExpr", "stands beside `subPath`, and only one can be", help);
        }
        let before = errors.len();
        check_sub_path(mount, path, errors);
        check_propagation(mount, container, &path.field("mountPropagation"), errors);
        check_recursive(mount, &path.field("recursiveReadOnly"), errors);
        // For these three the server names the list, not the entry.
        errors.move_places(before, path, &own);
    }
}

/// A name that a mount or a device refers to. Of one that is missing the server says both: that it is required, and
/// that no volume answers to it.
pub(super) fn check_volume_name(name: &str, defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(path, name, "name the volume, as under `volumes`");
    if defaults.volumes.contains_key(name) {
        return;
    }
    let faulty = defaults.faulty_volumes.contains(name);
    // Nobody looks through more names than these for the one that was meant.
    let names = defaults.spec.volumes.iter().flatten().map(|volume| volume.name.as_str()).take(64);
    let help = match nearest(name, names) {
        _ if faulty => "mend the volume; a volume with faults cannot be mounted".to_owned(),
        _ if name.is_empty() => "name a volume that stands in the Pod's `volumes`, or add one there".to_owned(),
        Some(near) => format!("did you mean `{near}`? Or add a volume of that name to the Pod's `volumes`"),
        None => "add a volume of that name to the Pod's `volumes`".to_owned(),
    };
    let fault = errors.not_found(path, name, "volume", help);
    if faulty {
        fault.message = format!("the volume `{name}` has faults of its own");
    } else if name.is_empty() {
        "without a name this leads to none of the Pod's volumes".clone_into(&mut fault.message);
    }
}

fn filled(text: Option<&String>) -> bool {
    text.is_some_and(|text| !text.is_empty())
}

/// `subPath` and `subPathExpr`.
fn check_sub_path(mount: &VolumeMount, path: &Path<'_>, errors: &mut FieldErrors) {
    let plain = mount.sub_path.as_deref().unwrap_or_default();
    let expression = mount.sub_path_expr.as_deref().unwrap_or_default();
    errors.content(&path.field("subPath"), plain, content::descending_path(plain));
    errors.content(&path.field("subPathExpr"), expression, content::descending_path(expression));
}

/// `validateMountPropagation`.
fn check_propagation(mount: &VolumeMount, container: &Container, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(propagation) = mount.mount_propagation.as_deref() else { return };
    errors.supported(path, propagation, &PROPAGATIONS);
    let privileged = container.security_context.as_ref().and_then(|context| context.privileged) == Some(true);
    if propagation == "Bidirectional" && !privileged {
        let help = "make the container privileged, or write `HostToContainer`";
        errors.forbidden(path, "`Bidirectional` is for privileged containers only", help);
    }
}

/// `validateMountRecursiveReadOnly`.
fn check_recursive(mount: &VolumeMount, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(recursive) = mount.recursive_read_only.as_deref() else { return };
    if !matches!(recursive, "Enabled" | "IfPossible") {
        errors.supported(path, recursive, &RECURSIVE_READ_ONLY);
        return;
    }
    if mount.read_only != Some(true) {
        errors.forbidden(path, "`recursiveReadOnly` goes with `readOnly: true` only", "add `readOnly: true`");
    }
    if mount.mount_propagation.as_deref().is_some_and(|propagation| propagation != "None") {
        let why = "`recursiveReadOnly` does not go together with `mountPropagation`";
        errors.forbidden(path, why, "take `mountPropagation` out");
    }
}
