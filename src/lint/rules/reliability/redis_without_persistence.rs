//! The rule `redis-without-persistence`.

use super::broker_without_volume::worker_of;
use crate::composition::{Member, VolumeKind};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Redis that has a volume claim for its data but is configured not to write any (`--appendonly no` with `--save
    /// ""`), or that writes every change to disk but may evict any key (`--maxmemory-policy allkeys-lru`); and a Redis
    /// that evicts keys or has no persistence although a worker in the input uses it as its broker.
    ///
    /// ## Why it matters
    /// Data that is only in memory is lost when the Pod is restarted, whatever volume it has. With an eviction policy,
    /// queue items and locks disappear as soon as memory runs low.
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
        let claims = composition.volumes.iter().filter(|volume| volume.kind == VolumeKind::Claim);
        let keeps = claims.flat_map(|volume| &volume.mounts).any(|mount| mount.member == at);
        check_redis(member, keeps, pod, out);
    }
}

/// Checks one Redis; `keeps` is true if it has a volume claim for its data.
fn check_redis(member: &Member, keeps: bool, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let name = &member.name;
    let place = |at| member.command.place_of(at, &member.path);
    let log = value_of(member, "--appendonly");
    let save = value_of(member, "--save").filter(|(_, value)| value.is_empty());
    if let Some((at, _)) = log.filter(|(_, value)| keeps && save.is_some() && *value == "no") {
        out.at(place(at), format!("`{name}` writes nothing to the volume that it has for its data"))
            .help("set `--appendonly yes`, or remove the claim if the data may be lost");
    }
    let logs = log.is_some_and(|(_, value)| value == "yes");
    let is_kept = logs && value_of(member, "--appendfsync").is_some_and(|(_, it)| it == "always");
    let policy = value_of(member, "--maxmemory-policy").filter(|(_, policy)| *policy != "noeviction");
    if let Some((at, policy)) = policy.filter(|_| is_kept) {
        out.at(place(at), format!("`{name}` writes every change to disk, and may drop any key by `{policy}`"))
            .help("set `--maxmemory-policy noeviction`");
        return;
    }
    // Items of a queue have no time to live, and without a limit nothing is dropped.
    let is_limited = value_of(member, "--maxmemory").is_some();
    let drops = policy.filter(|(_, policy)| policy.starts_with("allkeys") && is_limited);
    let forgets = save.filter(|_| !logs && !keeps);
    if drops.is_none() && forgets.is_none() {
        return;
    }
    let Some(worker) = worker_of(pod) else { return };
    if let Some((at, policy)) = drops {
        out.at(place(at), format!("`{name}` is the broker of `{worker}`, and may drop its items by `{policy}`"))
            .help("set `--maxmemory-policy noeviction`");
    } else if let Some((at, _)) = forgets {
        out.at(place(at), format!("`{name}` is the broker of `{worker}`, and forgets its items when it is restarted"))
            .help("set `--appendonly yes`, and mount a claim at `/data`");
    }
}

/// Returns the value of an option, and its place among the words of the command line.
fn value_of<'a>(member: &'a Member, option: &str) -> Option<(usize, &'a str)> {
    let words = &member.command.words;
    let at = words.iter().position(|word| word == option)? + 1;
    Some((at, words.get(at)?.trim_matches('"')))
}
