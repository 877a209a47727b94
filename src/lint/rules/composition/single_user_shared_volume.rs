//! The rule `single-user-shared-volume`.

use std::collections::BTreeSet;

use crate::composition::{Composition, Link, Member, Volume, VolumeKind};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An `emptyDir` that only one container mounts, although its name or a helper that mounts it suggests that it is
    /// meant to be shared.
    ///
    /// ## Why it matters
    /// The other container never sees what this one writes. Either a mount is missing, or it names another volume.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: shared-logs, emptyDir: {}}]
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/app:1.0
    ///   - name: log-sidecar
    ///     image: registry.example.com/logs:1.0
    ///     volumeMounts: [{name: shared-logs, mountPath: /logs}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: shared-logs, emptyDir: {}}]
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/app:1.0
    ///     volumeMounts: [{name: shared-logs, mountPath: /var/log/app}]
    ///   - name: log-sidecar
    ///     image: registry.example.com/logs:1.0
    ///     volumeMounts: [{name: shared-logs, mountPath: /logs, readOnly: true}]
    /// ```
    "single-user-shared-volume", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    if composition.members.iter().filter(|member| member.is_long_running()).count() < 2 {
        return;
    }
    for volume in composition.volumes.iter().filter(|volume| volume.kind == VolumeKind::EmptyDir) {
        let users: BTreeSet<usize> = volume.mounts.iter().map(|mount| mount.member).collect();
        let (Some(&user), 1) = (users.first(), users.len()) else { continue };
        let user = &composition.members[user];
        if !user.is_long_running() || !looks_shared(volume, user, composition) {
            continue;
        }
        let Some(mount) = volume.mounts.first() else { continue };
        out.at(&mount.place, format!("only `{}` mounts the volume `{}`", user.name, volume.name))
            .help(format!("mount `{}` in the container that `{}` shares files with as well", volume.name, user.name));
    }
}

/// Returns true if its name says shared, or an unknown helper keeps something there that is no scratch space.
fn looks_shared(volume: &Volume, user: &Member, composition: &Composition) -> bool {
    let words: Vec<&str> = volume.name.split(|c: char| !c.is_alphanumeric()).collect();
    let says = ["shared", "share", "exchange", "xchange", "common"].iter().any(|word| words.contains(word));
    let scratch = ["tmp", "temp", "cache", "run", "scratch", "shm", "home", "certs", "cert", "buffer", "state"];
    let is_scratch = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| scratch.contains(&word));
    let private = volume.mounts.iter().any(|mount| is_scratch(&mount.path)) || is_scratch(&volume.name);
    let works = |link: &Link| link.volume.is_some() || link.via.is_network();
    let mut links = composition.links.iter();
    let coupled = links.any(|link| works(link) && ends_at(composition, link.from, link.to, user));
    says || user.role.is_helper() && user.software().is_none() && !private && !coupled
}

fn ends_at(composition: &Composition, from: usize, to: usize, user: &Member) -> bool {
    [from, to].iter().any(|&index| composition.members[index].path == user.path)
}
