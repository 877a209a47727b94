//! The rule `unbounded-shared-volume`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An `emptyDir` that two containers share and that has no `sizeLimit`.
    ///
    /// ## Why it matters
    /// What one container writes and the other should take away stays when the other stops: the volume fills the
    /// node's disk, and the node evicts Pods, this one's neighbours among them.
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
    for (index, volume) in pod.pod.spec.volumes.iter().flatten().enumerate() {
        let unbounded = volume.empty_dir.as_ref().is_some_and(|dir| dir.size_limit.is_none());
        let mounts = |container: &&Container<'_>| {
            container.slot.runs_on() && container.spec.volume_mounts.iter().flatten().any(|m| m.name == volume.name)
        };
        if unbounded && pod.containers.iter().filter(mounts).count() > 1 {
            out.at(pod.pod.path().field("volumes").index(index), format!("`{}` may fill the node's disk", volume.name))
                .help("give the emptyDir a sizeLimit");
        }
    }
}
