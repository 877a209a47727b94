//! The rule `reload-behind-subpath`.

use k8s_openapi::api::core::v1::{Volume, VolumeMount};

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A ConfigMap or Secret of which one container mounts a single file by `subPath`, while another container mounts
    /// the whole volume to watch for changes; or a mount by `subPath` of what git-sync checks out.
    ///
    /// ## Why it matters
    /// A mount by `subPath` is never updated: the watcher notices the new configuration and tells the other container
    /// to reload, but that container still sees the old file. git-sync replaces a symbolic link at every change, and
    /// such a mount keeps showing the first checkout.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: config, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf}]
    ///   - name: reloader
    ///     image: ghcr.io/jimmidyson/configmap-reload:v0.15.0
    ///     volumeMounts: [{name: config, mountPath: /watched}]
    /// volumes:
    ///   - {name: config, configMap: {name: nginx}}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///     command: [nginx, -c, /config/nginx.conf]
    ///     volumeMounts: [{name: config, mountPath: /config}]
    ///   - name: reloader
    ///     image: ghcr.io/jimmidyson/configmap-reload:v0.15.0
    ///     volumeMounts: [{name: config, mountPath: /watched}]
    /// volumes:
    ///   - {name: config, configMap: {name: nginx}}
    /// ```
    "reload-behind-subpath", Warning, Composition, Check::Container(check)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    behind_link(container, pod, out);
    let changes =
        |volume: &Volume| volume.config_map.is_some() || volume.secret.is_some() || volume.projected.is_some();
    for (index, mount) in container.spec.volume_mounts.iter().flatten().enumerate() {
        if !by_sub_path(mount) || !pod.volume(&mount.name).is_some_and(changes) || !container.slot.is_long_running() {
            continue;
        }
        let watcher =
            pod.containers.iter().filter(|other| other.path != container.path).find_map(|other| watches(other, mount));
        if let Some((other, at)) = watcher {
            let (name, owner) = (&mount.name, container.name());
            out.at(
                container.path.clone().field("volumeMounts").index(index).field("subPath"),
                format!("`{owner}` never sees a change of `{name}`: a mount by subPath is not updated"),
            )
            .help(format!("mount all of `{name}` at a folder of its own in `{owner}`"))
            .related(
                other.path.clone().field("volumeMounts").index(at),
                format!("`{}` sees the changes", other.name()),
            );
        }
    }
}

/// Reports a mount by subPath of what git-sync checks out: it replaces a link at every change.
fn behind_link(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let mounted = container.spec.volume_mounts.iter().flatten().enumerate().filter(|(_, mount)| by_sub_path(mount));
    for (index, mount) in mounted {
        let syncs = |other: &&Container<'_>| {
            let member = pod.member(other).map(|(_, member)| member);
            let git_sync =
                member.is_some_and(|member| member.software().is_some_and(|software| software.id == "git-sync"));
            let mut mounts = other.spec.volume_mounts.iter().flatten();
            git_sync
                && other.slot.is_long_running()
                && mounts.any(|theirs| theirs.name == mount.name && !by_sub_path(theirs))
        };
        let Some(sync) = pod.containers.iter().find(syncs).filter(|sync| sync.path != container.path) else { continue };
        out.at(
            container.path.clone().field("volumeMounts").index(index).field("subPath"),
            format!("`{}` keeps the first checkout of `{}`", container.name(), sync.name()),
        )
        .help("mount the whole volume, and read through the link")
        .related(&sync.path, "replaces a link at every change");
    }
}

fn by_sub_path(mount: &VolumeMount) -> bool {
    mount.sub_path.is_some() || mount.sub_path_expr.is_some()
}

/// A running container that mounts all of the same volume.
fn watches<'a, 'b>(other: &'b Container<'a>, mount: &VolumeMount) -> Option<(&'b Container<'a>, usize)> {
    let mut mounts = other.spec.volume_mounts.iter().flatten();
    let at = mounts.position(|theirs| theirs.name == mount.name && !by_sub_path(theirs))?;
    other.slot.is_long_running().then_some((other, at))
}
