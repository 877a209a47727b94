//! The rule `last-words-lost`.

use crate::composition::knowledge::Function;
use crate::composition::{Role, Via, Volume};
use crate::k8s::Slot;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};
use crate::validity::Release;

rule! {
    /// ## What it catches
    /// A log shipper that is an ordinary container next to the container whose logs it ships.
    ///
    /// ## Why it matters
    /// When a Pod ends, all ordinary containers are stopped at the same time, and the shipper usually ends first. What
    /// the application logs during its shutdown is lost. Native sidecars are stopped after the ordinary containers have
    /// ended.
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
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: logs, emptyDir: {}}]
    /// initContainers:
    ///   - name: shipper
    ///     image: fluent/fluent-bit:4.1.0
    ///     restartPolicy: Always
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: logs, mountPath: /var/log/nginx}]
    /// ```
    "last-words-lost", Info, Composition, Check::Pod(check)
}

/// The first release with native sidecars on by default.
const NATIVE: Release = Release::minor(29);

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    if out.release() < NATIVE {
        return;
    }
    for (index, member) in composition.members.iter().enumerate().filter(|(_, member)| member.slot == Slot::App) {
        let ships = member.role == Role::Sidecar && member.function == Some(Function::LogShipper);
        let shared = composition.links.iter().filter(|link| link.via == Via::SharedVolume);
        let partners = shared.filter_map(|link| {
            let other = if link.to == index { link.from } else { link.to };
            let volume = &composition.volumes[link.volume?];
            let shares = link.to == index || link.from == index;
            (shares && carries_logs(volume, index, other)).then_some(other)
        });
        let mut writers = partners.map(|other| &composition.members[other]).filter(|other| other.is_long_running());
        let Some(writer) = writers.next().filter(|_| ships) else { continue };
        out.at(
            &member.path,
            format!("`{}` stops at the same time as `{}` and misses its last log lines", member.name, writer.name),
        )
        .help(format!("move `{}` to `initContainers` with `restartPolicy: Always`", member.name));
    }
}

/// Returns true if one container can write to a volume what another reads there, and something says that these are
/// logs.
fn carries_logs(volume: &Volume, shipper: usize, writer: usize) -> bool {
    let of = |member: usize| volume.mounts.iter().filter(move |mount| mount.member == member);
    let speaks = |text: &str| text.to_lowercase().contains("log");
    let named = speaks(&volume.name) || volume.mounts.iter().any(|mount| speaks(&mount.path));
    let writes = of(writer).any(|mount| !mount.read_only);
    let read = of(shipper).any(|mount| mount.reads.is_some());
    volume.carries_data() && writes && read && (named || of(writer).any(|mount| mount.writes.is_some()))
}
