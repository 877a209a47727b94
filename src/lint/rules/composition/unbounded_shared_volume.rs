//! The rule `unbounded-shared-volume`.

use crate::composition::knowledge::FileUse;
use crate::composition::{Composition, Mount, Volume};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An `emptyDir` without a `sizeLimit` that two containers share and at least one of them writes to. Volumes with
    /// sockets are not reported.
    ///
    /// ## Why it matters
    /// If one container keeps writing after the other has stopped removing files, the volume fills the disk of the
    /// node, and the node evicts Pods.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: logs, mountPath: /var/log/nginx}]
    ///   - name: shipper
    ///     image: fluent/fluent-bit:4.1.0
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    /// volumes:
    ///   - name: logs
    ///     emptyDir: {}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: logs, mountPath: /var/log/nginx}]
    ///   - name: shipper
    ///     image: fluent/fluent-bit:4.1.0
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    /// volumes:
    ///   - name: logs
    ///     emptyDir: {sizeLimit: 256Mi}
    /// ```
    "unbounded-shared-volume", Info, Composition, Check::Pod(check), off
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    for (index, volume) in pod.pod.spec.volumes.iter().flatten().enumerate() {
        let unbounded = volume.empty_dir.as_ref().is_some_and(|dir| dir.size_limit.is_none());
        // They stand in the order of the spec.
        let Some(known) = composition.volumes.get(index).filter(|_| unbounded) else { continue };
        if fills(known, composition) {
            out.at(
                pod.pod.path().field("volumes").index(index),
                format!("`{}` may fill the disk of the node", volume.name),
            )
            .help("give the emptyDir a sizeLimit");
        }
    }
}

/// Returns true if files pass through a volume from one running container to another.
fn fills(volume: &Volume, composition: &Composition) -> bool {
    let runs_on = |mount: &Mount| composition.members[mount.member].is_long_running();
    let users = || volume.mounts.iter().filter(|mount| runs_on(mount));
    let is_socket = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "sock" | "socket" | "sockets" | "uds"))
    };
    if is_socket(&volume.name) || volume.mounts.iter().any(|mount| is_socket(&mount.path)) {
        return false;
    }
    let socket = |mount: &Mount| {
        let software = composition.members[mount.member].software();
        software.is_some_and(|software| software.files == Some(FileUse::Socket))
    };
    let shared = users().next().is_some_and(|first| users().any(|mount| mount.member != first.member));
    // Who may only read shows that another one writes, unless an init container has written all there is.
    let prepared = volume.mounts.iter().any(|mount| !runs_on(mount) && !mount.read_only);
    let written = users().any(|mount| mount.writes.is_some() || mount.read_only && !prepared);
    shared && written && !users().any(socket)
}
