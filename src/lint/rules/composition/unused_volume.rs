//! The rule `unused-volume`.

use std::collections::HashSet;

use crate::edit::Change;
use crate::lint::rule::{Cel, rule};
use crate::lint::{Check, Fixable, PodView, Repair, Sink};
use crate::yaml::Segment;

rule! {
    /// ## What it catches
    /// A volume that no container mounts.
    ///
    /// ## Why it matters
    /// The volume must exist before the Pod can start, although nothing uses it. Often a mount is missing, or names
    /// another volume.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes:
    ///   - name: logs
    ///     emptyDir: {}
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes:
    ///   - name: logs
    ///     emptyDir: {}
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/app:1.0
    ///     volumeMounts: [{name: logs, mountPath: /var/log/app}]
    /// ```
    "unused-volume", Warning, Composition, Check::Pod(check), cel(Cel::Pod(CEL)), fixable(Fixable::Safe)
}

const CEL: &str = "
    variables.spec.?volumes.orValue([]).exists(v, !v.name.startsWith('gke-gcsfuse-') &&
    !variables.containers.exists(c,
    c.?volumeMounts.orValue([]).exists(m, m.name == v.name) ||
    c.?volumeDevices.orValue([]).exists(d, d.name == v.name)))";

/// The volumes of these names are mounted by the container that GKE injects for Cloud Storage FUSE.
const OF_GKE: &str = "gke-gcsfuse-";

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let mounts = pod.containers.iter().flat_map(|container| container.spec.volume_mounts.iter().flatten());
    let devices = pod.containers.iter().flat_map(|container| container.spec.volume_devices.iter().flatten());
    let names = mounts.map(|mount| mount.name.as_str()).chain(devices.map(|device| device.name.as_str()));
    let used: HashSet<&str> = names.collect();
    let place = pod.pod.path().join(Segment::Field("volumes".into()));
    for (at, volume) in pod.pod.spec.volumes.iter().flatten().enumerate() {
        let name = volume.name.as_str();
        if !name.is_empty() && !used.contains(name) && !name.starts_with(OF_GKE) {
            let own = place.clone().join(Segment::Index(at));
            out.at(&own, format!("no container mounts the volume `{name}`"))
                .help(format!("mount `{name}` in a container, or remove it"))
                .fix(Repair::safe("remove it", [Change::Remove(own.clone())]));
        }
    }
}
