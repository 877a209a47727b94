//! The rule `memory-volume-over-limit`.

use crate::k8s::Container;
use crate::k8s::quantity::Quantity;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A volume in memory (`emptyDir` with `medium: Memory`) that may grow larger than the memory limits of all
    /// containers that mount it.
    ///
    /// ## Why it matters
    /// Data in such a volume counts as memory of the container that wrote it. The container is killed for exceeding its
    /// limit long before the volume is full.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: cache, emptyDir: {medium: Memory, sizeLimit: 2Gi}}]
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     resources: {limits: {memory: 512Mi}}
    ///     volumeMounts: [{name: cache, mountPath: /cache}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: cache, emptyDir: {medium: Memory, sizeLimit: 256Mi}}]
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     resources: {limits: {memory: 512Mi}}
    ///     volumeMounts: [{name: cache, mountPath: /cache}]
    /// ```
    "memory-volume-over-limit", Warning, Resources, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for (at, volume) in pod.pod.spec.volumes.iter().flatten().enumerate() {
        let memory = volume.empty_dir.as_ref().filter(|dir| dir.medium.as_deref() == Some("Memory"));
        let Some(size) = memory.and_then(|dir| dir.size_limit.as_ref()) else { continue };
        // The memory counts towards the limits of those who write.
        let users = pod.containers.iter().filter(|container| writes(container, &volume.name));
        let limits: Option<Vec<Quantity>> = users.map(limit).collect();
        let (Some(limits), Ok(most)) = (limits.filter(|limits| !limits.is_empty()), Quantity::parse(&size.0)) else {
            continue;
        };
        let room = limits.iter().fold(Quantity::ZERO, |sum, limit| sum.plus(limit));
        if most.value() > room.value() {
            out.at(
                pod.pod.path().field("volumes").index(at).field("emptyDir.sizeLimit"),
                format!("`{}` may take {} of memory, more than its containers may use", volume.name, size.0),
            )
            .help("lower the sizeLimit, or increase the memory limits accordingly");
        }
    }
}

fn writes(container: &Container<'_>, volume: &str) -> bool {
    let mut mounts = container.spec.volume_mounts.iter().flatten();
    mounts.any(|mount| mount.name == volume && mount.read_only != Some(true))
}

/// The memory a container may use, where that is limited.
fn limit(container: &Container<'_>) -> Option<Quantity> {
    let limits = container.spec.resources.as_ref()?.limits.as_ref()?;
    Quantity::parse(&limits.get("memory")?.0).ok()
}
