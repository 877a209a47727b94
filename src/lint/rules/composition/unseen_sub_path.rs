//! The rule `unseen-sub-path`.

use crate::composition::{Composition, Member, Mount, Volume, VolumeKind};
use crate::k8s::Slot;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that mounts one `subPath` of a volume of the Pod, while all others mount parts that have nothing in
    /// common with it: an init container that prepares files there, or a server that is to serve them.
    ///
    /// ## Why it matters
    /// Each `subPath` is a folder of its own. What the init container writes is in no folder that another container sees,
    /// and what the server reads stays empty.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: site, emptyDir: {}}]
    /// initContainers:
    ///   - name: build
    ///     image: registry.example.com/site:2.4.1
    ///     volumeMounts: [{name: site, mountPath: /out, subPath: dist}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: site, mountPath: /usr/share/nginx/html, subPath: html}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: site, emptyDir: {}}]
    /// initContainers:
    ///   - name: build
    ///     image: registry.example.com/site:2.4.1
    ///     volumeMounts: [{name: site, mountPath: /out, subPath: html}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: site, mountPath: /usr/share/nginx/html, subPath: html}]
    /// ```
    "unseen-sub-path", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    let by_expression = |volume: &Volume| {
        let mut mounts = pod.containers.iter().flat_map(|container| container.spec.volume_mounts.iter().flatten());
        mounts.any(|mount| mount.name == volume.name && mount.sub_path_expr.is_some())
    };
    // A claim with a name may be filled by other Pods; one from a template is this Pod's alone.
    let is_own = |volume: &Volume| {
        volume.kind == VolumeKind::EmptyDir || volume.kind == VolumeKind::Claim && volume.place.is_none()
    };
    for volume in composition.volumes.iter().filter(|volume| is_own(volume) && !by_expression(volume)) {
        let Some((mount, message)) =
            volume.mounts.iter().find_map(|mount| Some((mount, fault(mount, volume, composition)?)))
        else {
            continue;
        };
        let Some(other) = volume.mounts.iter().find(|other| other.member != mount.member) else { continue };
        out.at(&mount.place, message)
            .help(format!("mount the same part as `{}`", composition.members[other.member].name))
            .related(&other.place, "another part");
    }
}

/// Returns the fault with a mount, as a sentence.
fn fault(mount: &Mount, volume: &Volume, composition: &Composition) -> Option<String> {
    let member = &composition.members[mount.member];
    let verb = if member.slot == Slot::Init && only_prepares(mount, composition) {
        "writes to"
    } else if only_reads(mount, member) {
        "reads"
    } else {
        return None;
    };
    let (name, part, whole) = (&member.name, &mount.sub_path, &volume.name);
    is_alone(mount, volume)
        .then(|| format!("`{name}` {verb} `{part}`, a part of `{whole}` that no other container mounts"))
}

/// Returns true if others mount the volume, and none of them a part that has anything in common with this one.
fn is_alone(mount: &Mount, volume: &Volume) -> bool {
    let others = || volume.mounts.iter().filter(|other| other.member != mount.member);
    others().next().is_some() && !others().any(|other| other.overlaps(mount)) && !is_scratch(mount)
}

/// Returns true if a mount is for the container's own use.
fn is_scratch(mount: &Mount) -> bool {
    const SCRATCH: [&str; 16] = [
        "tmp", "temp", "cache", "caches", "run", "scratch", "home", "log", "logs", "work", "backup", "backups",
        "state", "lock", "wal", "pid",
    ];
    let words = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| SCRATCH.contains(&word));
    words(&mount.path) || words(&mount.sub_path)
}

/// Returns true if an init container has nothing else to write to.
fn only_prepares(mount: &Mount, composition: &Composition) -> bool {
    let mut own = composition.volumes.iter().filter(|volume| volume.carries_data());
    let writes = |volume: &Volume| volume.mounts.iter().filter(|other| other.member == mount.member).count();
    !mount.read_only
        && own.all(|volume| writes(volume) == usize::from(volume.mounts.iter().any(|other| std::ptr::eq(other, mount))))
}

/// Returns true if a container is known to read there, and not to write.
fn only_reads(mount: &Mount, member: &Member) -> bool {
    member.is_long_running() && mount.reads.is_some() && mount.writes.is_none()
}
