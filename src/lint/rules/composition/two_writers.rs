//! The rule `two-writers`.

use crate::composition::{Member, Mount, Role, VolumeKind};
use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A container that only reads from a shared volume and mounts it writable.
    ///
    /// ## Why it matters
    /// One container writes and the others read. A reader that can write can also change or delete the files, because
    /// of a bug or after a break-in, and the manifest does not show which container fills the volume.
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
    "two-writers", Info, Composition, Check::Pod(check), off, fixable(Fixable::Unsafe)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    let role = |mount: &Mount| composition.members[mount.member].role;
    for volume in
        composition.volumes.iter().filter(|volume| matches!(volume.kind, VolumeKind::EmptyDir | VolumeKind::Claim))
    {
        let others = |reader: usize| volume.mounts.iter().filter(move |mount| mount.member != reader);
        for reader in volume.mounts.iter().filter(|mount| mount.writes.is_none() && !mount.read_only) {
            let writes = |mount: &&Mount| mount.writes.is_some() && !mount.read_only;
            // An adapter reads what main writes, even if neither is seen to.
            let fills = |mount: &&Mount| role(mount) == Role::Main && mount.reads.is_none() && !mount.read_only;
            let writer = match role(reader) {
                Role::Adapter => others(reader.member).find(writes).or_else(|| others(reader.member).find(fills)),
                _ if reader.reads.is_some() => others(reader.member).find(writes),
                _ => None,
            };
            let (Some(writer), reads) = (writer, &composition.members[reader.member]) else { continue };
            if !reads.is_long_running() || keeps_data_at(reads, &reader.path) {
                continue;
            }
            out.at(&reader.place, format!("`{}` only reads `{}`, but mounts it writable", reads.name, volume.name))
                .help("mount it with `readOnly: true`")
                .fix(Repair::to_review(
                    "mount it read-only",
                    [Change::Set(reader.place.clone().field("readOnly"), true.into())],
                ))
                .related(&writer.place, format!("`{}` writes it", composition.members[writer.member].name));
        }
    }
}

/// Returns true if what a container runs keeps its own data in a folder: it then writes there, whatever else it reads.
fn keeps_data_at(member: &Member, path: &str) -> bool {
    let within = |folder: &String| path.starts_with(folder.as_str()) || folder.starts_with(path);
    let software = [member.software(), member.image_software()].into_iter().flatten();
    software.into_iter().any(|software| software.data.iter().chain(&software.writes).any(within))
}
