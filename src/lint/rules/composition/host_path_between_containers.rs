//! The rule `host-path-between-containers`.

use crate::composition::{Mount, VolumeKind};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A folder of the node (`hostPath`) through which containers of one Pod exchange files, in a workload that does
    /// not run once on each node.
    ///
    /// ## Why it matters
    /// Every Pod that mounts the folder shares it, it outlives the Pod, and it is a different folder on every node. A
    /// compromised container can write to the node. An `emptyDir` serves the same purpose within the Pod.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: logs, hostPath: {path: /tmp/shop-logs, type: DirectoryOrCreate}}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: logs, mountPath: /var/log/nginx}]
    ///   - name: shipper
    ///     image: fluent/fluent-bit:4.1.0
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: logs, emptyDir: {sizeLimit: 256Mi}}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: logs, mountPath: /var/log/nginx}]
    ///   - name: shipper
    ///     image: fluent/fluent-bit:4.1.0
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    /// ```
    "host-path-between-containers", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    // What runs once on each node is there for the node.
    if pod.pod.kind == "DaemonSet" {
        return;
    }
    let composition = pod.composition();
    for volume in composition.volumes.iter().filter(|volume| volume.carries_data()) {
        let (VolumeKind::HostPath(path), Some(place)) = (&volume.kind, &volume.place) else { continue };
        let runs = |mount: &&Mount| composition.members[mount.member].is_long_running();
        let writer = volume.mounts.iter().filter(runs).find(|mount| mount.writes.is_some());
        let other = |mount: &&Mount| writer.is_some_and(|writer| writer.member != mount.member);
        if let (Some(writer), Some(reader)) = (writer, volume.mounts.iter().filter(runs).find(other)) {
            let (from, to) = (&composition.members[writer.member].name, &composition.members[reader.member].name);
            out.at(place, format!("`{from}` and `{to}` exchange files through `{path}` on the node"))
                .help("use an `emptyDir`, which only this Pod has")
                .related(&writer.place, "writes")
                .related(&reader.place, "reads");
        }
    }
}
