//! The rule `program-in-unmounted-volume`.

use crate::k8s::{Container, Slot};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that runs a program from a folder in which only the init containers mount a volume.
    ///
    /// ## Why it matters
    /// An init container copies the program into the volume, but the container that should run it does not mount the
    /// volume: the program is not found, and the container cannot start.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: tools, emptyDir: {}}]
    /// initContainers:
    ///   - name: copy
    ///     image: busybox:1.37-musl
    ///     command: [cp, /bin/busybox, /tools/]
    ///     volumeMounts: [{name: tools, mountPath: /tools}]
    /// containers:
    ///   - name: worker
    ///     image: registry.example.com/thumbs:1.4
    ///     command: [/tools/busybox, sh, -c, "exec thumb"]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: tools, emptyDir: {}}]
    /// initContainers:
    ///   - name: copy
    ///     image: busybox:1.37-musl
    ///     command: [cp, /bin/busybox, /tools/]
    ///     volumeMounts: [{name: tools, mountPath: /tools}]
    /// containers:
    ///   - name: worker
    ///     image: registry.example.com/thumbs:1.4
    ///     command: [/tools/busybox, sh, -c, "exec thumb"]
    ///     volumeMounts: [{name: tools, mountPath: /tools}]
    /// ```
    "program-in-unmounted-volume", Error, Composition, Check::Container(check)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let Some(program) = container.spec.command.as_ref().and_then(|command| command.first()) else { return };
    if !container.slot.is_long_running() || holds(container, program).is_some() {
        return;
    }
    let filled = |volume: &str| pod.volume(volume).is_some_and(|volume| volume.empty_dir.is_some());
    let prepared = pod.containers.iter().filter(|other| other.slot == Slot::Init).find_map(|other| {
        let volume = holds(other, program).filter(|volume| filled(volume))?;
        Some((other, volume))
    });
    let Some((init, volume)) = prepared else { return };
    let name = container.name();
    out.at(
        container.path.clone().field("command").index(0),
        format!("`{name}` does not mount `{volume}`, into which `{}` puts {program}", init.name()),
    )
    .help(format!("mount `{volume}` in `{name}` at the same path"))
    .related(&init.path, format!("mounts `{volume}`"));
}

/// The volume of a container that holds a file, system folders apart.
fn holds<'a>(container: &'a Container<'_>, file: &str) -> Option<&'a str> {
    let within = |folder: &str| {
        let folder = folder.trim_end_matches('/');
        !folder.is_empty() && file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    };
    let mut mounts = container.spec.volume_mounts.iter().flatten();
    mounts.find(|mount| within(&mount.mount_path)).map(|mount| mount.name.as_str())
}
