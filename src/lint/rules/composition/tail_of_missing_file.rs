//! The rule `tail-of-missing-file`.

use crate::composition::{Member, Step, Volume, VolumeKind};
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// `tail -f` of a file that another container writes.
    ///
    /// ## Why it matters
    /// Containers start in no particular order. `tail -f` ends at once if the file does not exist, and keeps reading
    /// the old file after a rotation. The container is restarted until the file happens to be there.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: logs, emptyDir: {}}]
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop}]
    ///   - name: access-log
    ///     image: busybox:1.37.0
    ///     command: [tail, -f, /logs/access.log]
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: logs, emptyDir: {}}]
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     volumeMounts: [{name: logs, mountPath: /var/log/shop}]
    ///   - name: access-log
    ///     image: busybox:1.37.0
    ///     command: [tail, -F, /logs/access.log]
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    /// ```
    "tail-of-missing-file", Warning, Composition, Check::Container(check)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    let Some((me, Member { command, writes, .. })) = pod.member(container) else { return };
    // A script that makes the file, or waits for it, knows what it does: also one that sleeps first.
    if !container.slot.is_long_running()
        || command.steps.iter().any(|step| step.is_condition() || matches!(step.program(), "touch" | "sleep"))
    {
        return;
    }
    let tails = command.steps.iter().filter(|step| step.program() == "tail" && gives_up(step));
    for file in tails.flat_map(Step::arguments).filter(|word| word.starts_with('/') && !word.contains('*')) {
        if writes.contains(file) {
            continue;
        }
        let Some(volume) = composition.volumes.iter().find(|volume| holds(volume, me, file)) else { continue };
        let others = volume.mounts.iter().filter(|mount| mount.member != me);
        // Who is seen to write, or else whoever could.
        let writer = others
            .filter(|mount| composition.members[mount.member].is_long_running() && !mount.read_only)
            .min_by_key(|mount| mount.writes.is_none());
        let Some(writer) = writer.map(|mount| &composition.members[mount.member]) else { continue };
        let at = command.words.iter().position(|word| word.contains(file.as_str())).unwrap_or_default();
        out.at(
            command.place_of(at, &container.path),
            format!("`tail -f` ends if `{}` has not written {file} yet", writer.name),
        )
        .help("write `tail -F`, which waits for the file and follows it when it is rotated")
        .related(&writer.path, "writes it");
    }
}

/// Returns true if `tail` follows the file but neither waits for it nor goes by its name.
fn gives_up(step: &Step) -> bool {
    let words = step.arguments();
    let has = |sign: &dyn Fn(&str) -> bool| words.iter().any(|word| sign(word));
    let short =
        |letter: char| move |word: &str| word.starts_with('-') && !word.starts_with("--") && word.contains(letter);
    let follows = has(&short('f')) || has(&|word| word == "--follow" || word == "--follow=descriptor");
    follows && !has(&short('F')) && !has(&|word| word == "--retry" || word == "--follow=name")
}

/// Returns true if a file of a container lies in a volume that is empty when the Pod starts.
fn holds(volume: &Volume, member: usize, file: &str) -> bool {
    let inside = |path: &str| file.strip_prefix(path.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'));
    let mut mounts = volume.mounts.iter();
    volume.kind == VolumeKind::EmptyDir && mounts.any(|mount| mount.member == member && inside(&mount.path))
}
