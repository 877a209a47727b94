//! The rule `shadowed-mount`.

use k8s_openapi::api::core::v1::Volume;

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A mount over a folder that the image cannot do without: a system folder, all of `/etc/nginx`, or the folder of
    /// the program the container runs, by a volume nothing else fills.
    ///
    /// ## Why it matters
    /// A mount does not add to a folder, it takes its place: everything the image had there is gone. nginx without
    /// `/etc/nginx/mime.types` does not start, and a program under an empty folder is not found.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes: [{name: config, configMap: {name: nginx}}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: config, mountPath: /etc/nginx}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes: [{name: config, configMap: {name: nginx}}]
    /// containers:
    ///   - name: web
    ///     image: nginx:1.29.1
    ///     volumeMounts: [{name: config, mountPath: /etc/nginx/conf.d}]
    /// ```
    "shadowed-mount", Warning, Composition, Check::Container(check)
}

/// Folders without which hardly any image starts.
const VITAL: [&str; 7] = ["/", "/bin", "/sbin", "/lib", "/lib64", "/usr", "/etc"];

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    for (index, mount) in container.spec.volume_mounts.iter().flatten().enumerate() {
        let Some(volume) =
            pod.volume(&mount.name).filter(|_| mount.sub_path.is_none() && mount.sub_path_expr.is_none())
        else {
            continue;
        };
        let folder = if mount.mount_path == "/" { "/" } else { mount.mount_path.trim_end_matches('/') };
        let lost = if VITAL.contains(&folder) && volume.host_path.is_none() {
            "everything the image has there".to_owned()
        } else if folder == "/etc/nginx" && lacks_mime_types(pod, container, volume) {
            "`mime.types` and all else that nginx reads there".to_owned()
        } else if let Some(program) = program_below(container, folder).filter(|_| is_empty(pod, container, volume)) {
            format!("`{program}`, which the container runs")
        } else {
            continue;
        };
        out.at(
            container.path.clone().field("volumeMounts").index(index).field("mountPath"),
            format!("`{}` hides {lost}", mount.name),
        )
        .help("mount it at a folder of its own, or single files of it by subPath");
    }
}

/// Whether the volume that takes the place of nginx's folder has not all that its configuration asks for.
fn lacks_mime_types(pod: &PodView<'_>, container: &Container<'_>, volume: &Volume) -> bool {
    let Some(map) = &volume.config_map else { return false };
    let software = pod.member(container).and_then(|(_, member)| member.image_software);
    let is_nginx = software.is_some_and(|software| software.has_program("nginx"));
    let Some(data) = pod.context().config_map(&map.name).and_then(|map| map.data.as_ref()) else { return is_nginx };
    let asks = data.get("nginx.conf").is_none_or(|text| text.contains("mime.types"));
    is_nginx && asks && !data.contains_key("mime.types")
}

/// The program a container is told to run, if it lies in a folder.
fn program_below<'a>(container: &'a Container<'_>, folder: &str) -> Option<&'a str> {
    let program = container.spec.command.as_ref()?.first()?;
    program.strip_prefix(folder)?.starts_with('/').then_some(program)
}

/// Whether a volume is empty when the container starts: nothing but the container itself mounts it.
fn is_empty(pod: &PodView<'_>, container: &Container<'_>, volume: &Volume) -> bool {
    let mounts =
        |other: &&Container<'_>| other.spec.volume_mounts.iter().flatten().any(|mount| mount.name == volume.name);
    volume.empty_dir.is_some() && !pod.containers.iter().filter(mounts).any(|other| other.path != container.path)
}
