//! The rule `unshared-memory`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A volume at `/dev/shm` in one container, next to another container whose settings mention shared memory and that
    /// does not mount the volume.
    ///
    /// ## Why it matters
    /// Every container has its own `/dev/shm` unless they mount the same volume there. The other container does not
    /// find what the first one puts into the volume.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: shm, emptyDir: {medium: Memory, sizeLimit: 1Gi}}]
    /// containers:
    ///   - name: producer
    ///     image: registry.example.com/producer:1.0
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///   - name: consumer
    ///     image: registry.example.com/consumer:1.0
    ///     env: [{name: SHM_NAME, value: /frames}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: shm, emptyDir: {medium: Memory, sizeLimit: 1Gi}}]
    /// containers:
    ///   - name: producer
    ///     image: registry.example.com/producer:1.0
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///   - name: consumer
    ///     image: registry.example.com/consumer:1.0
    ///     env: [{name: SHM_NAME, value: /frames}]
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    /// ```
    "unshared-memory", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let running = || pod.containers.iter().filter(|container| container.slot.is_long_running());
    let mut sharing = running().filter(|container| shared_memory(container).is_some());
    let Some((owner, mount)) = sharing.next().and_then(|owner| Some((owner, shared_memory(owner)?))) else { return };
    for container in running().filter(|container| shared_memory(container).is_none()) {
        let Some(place) = mention(container) else { continue };
        out.at(place, format!("`{}` does not see the shared memory of `{}`", container.name(), owner.name()))
            .help(format!("mount the same volume at {PATH} in `{}`", container.name()))
            .related(owner.path.clone().field("volumeMounts").index(mount), "the volume of its shared memory");
    }
}

const PATH: &str = "/dev/shm";

/// The mount at the place of shared memory.
fn shared_memory(container: &Container<'_>) -> Option<usize> {
    let mut mounts = container.spec.volume_mounts.iter().flatten();
    mounts.position(|mount| mount.mount_path.trim_end_matches('/') == PATH)
}

/// Returns where the settings of a container speak of shared memory.
fn mention(container: &Container<'_>) -> Option<crate::yaml::FieldPath> {
    let spec = &container.spec;
    let variable = spec.env.iter().flatten().position(|variable| {
        let words = variable.name.to_lowercase();
        let named = words.split('_').any(|word| word == "shm") || words.contains("shared_memory");
        named || variable.value.as_deref().is_some_and(|value| value.contains(PATH))
    });
    if let Some(at) = variable {
        return Some(container.path.clone().field("env").index(at).field("name"));
    }
    let says = |words: &Option<Vec<String>>| words.iter().flatten().position(|word| word.contains(PATH));
    let list = |field: &'static str, at: usize| container.path.clone().field(field).index(at);
    says(&spec.args).map(|at| list("args", at)).or_else(|| says(&spec.command).map(|at| list("command", at)))
}
