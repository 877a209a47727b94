//! The rule `two-writers`.

use crate::composition::{Mount, Stuff};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that only reads a shared volume and mounts it writable all the same.
    ///
    /// ## Why it matters
    /// One side writes, the others read: that is the whole contract of a shared volume. As long as a reader could
    /// write, a bug or an intruder in it can change or delete the files of its neighbour, and nobody who reads the
    /// manifest can tell who fills the volume.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: logs, emptyDir: {}}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: logs, mountPath: /var/log/nginx}]
    ///   - name: shipper
    ///     image: fluent/fluent-bit:4.1.0
    ///     volumeMounts: [{name: logs, mountPath: /logs}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: logs, emptyDir: {}}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: logs, mountPath: /var/log/nginx}]
    ///   - name: shipper
    ///     image: fluent/fluent-bit:4.1.0
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    /// ```
    "two-writers", Info, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    for volume in composition.volumes.iter().filter(|volume| matches!(volume.stuff, Stuff::EmptyDir | Stuff::Claim)) {
        let writes = |mount: &&Mount| mount.writes.is_some() && !mount.read_only;
        let Some(writer) = volume.mounts.iter().find(writes) else { continue };
        let only_reads = |mount: &&Mount| mount.reads.is_some() && mount.writes.is_none() && !mount.read_only;
        for reader in volume.mounts.iter().filter(only_reads).filter(|mount| mount.member != writer.member) {
            let (reads, fills) = (&composition.members[reader.member], &composition.members[writer.member]);
            if !reads.runs_on() {
                continue;
            }
            out.at(&reader.place, format!("`{}` only reads `{}`, and could write to it", reads.name, volume.name))
                .help("mount it with `readOnly: true`")
                .related(&writer.place, format!("`{}` writes it", fills.name));
        }
    }
}
