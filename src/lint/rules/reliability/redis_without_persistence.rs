//! The rule `redis-without-persistence`.

use crate::composition::VolumeKind;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Redis that has a volume claim for its data and is told to write nothing there (`--appendonly no` with `--save
    /// ""`), or that writes every change to disk and may evict any key all the same (`--maxmemory-policy allkeys-lru`).
    ///
    /// ## Why it matters
    /// What is in memory only is gone when the Pod is restarted, whatever volume it has. With an evicting policy items
    /// vanish from queues and locks as soon as memory gets short.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: data, persistentVolumeClaim: {claimName: redis}}]
    /// containers:
    ///   - name: redis
    ///     image: redis:8.2.1
    ///     args: [--appendonly, "no", --save, ""]
    ///     volumeMounts: [{name: data, mountPath: /data}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: data, persistentVolumeClaim: {claimName: redis}}]
    /// containers:
    ///   - name: redis
    ///     image: redis:8.2.1
    ///     args: [--appendonly, "yes"]
    ///     volumeMounts: [{name: data, mountPath: /data}]
    /// ```
    "redis-without-persistence", Warning, Reliability, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    for (at, member) in composition.members.iter().enumerate() {
        if member.software().is_none_or(|software| software.id != "redis") {
            continue;
        }
        let words = &member.command.words;
        let after = |option: &str| {
            let place = words.iter().position(|word| word == option)?;
            Some((place + 1, words.get(place + 1)?.trim_matches('"')))
        };
        let claims = composition.volumes.iter().filter(|volume| volume.kind == VolumeKind::Claim);
        let keeps = claims.flat_map(|volume| &volume.mounts).any(|mount| mount.member == at);
        let log = after("--appendonly");
        let saves_nothing = after("--save").is_some_and(|(_, value)| value.is_empty());
        if let Some((place, _)) = log.filter(|(_, value)| keeps && saves_nothing && *value == "no") {
            out.at(
                member.command.place_of(place, &member.path),
                format!("`{}` writes nothing to the volume that it has for its data", member.name),
            )
            .help("set `--appendonly yes`, or use no claim for what may be lost");
        }
        let is_kept = log.is_some_and(|(_, value)| value == "yes")
            && after("--appendfsync").is_some_and(|(_, it)| it == "always");
        if let Some((place, policy)) =
            after("--maxmemory-policy").filter(|(_, policy)| is_kept && *policy != "noeviction")
        {
            out.at(
                member.command.place_of(place, &member.path),
                format!("`{}` writes every change to disk, and may drop any key by `{policy}`", member.name),
            )
            .help("set `--maxmemory-policy noeviction`");
        }
    }
}
