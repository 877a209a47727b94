//! The rule `shadowed-mount`.

use k8s_openapi::api::core::v1::Volume;

use crate::k8s::Container;
use crate::lint::image_files::{hides_own_programs, lost_file};
use crate::lint::rule::rule;
use crate::lint::started_file::{program_below, script_below};
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A mount that hides files which the image needs: over a system folder, over all of `/etc/nginx`, over the folder
    /// of the program that the container runs, or in place of a single file.
    ///
    /// ## Why it matters
    /// A mount hides everything that the image has in the folder. nginx without `/etc/nginx/mime.types` does not start,
    /// a program in a hidden folder is not found, and a volume without a `subPath` is a folder where a file is
    /// expected.
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
    "shadowed-mount", Warning, Composition, Check::Container(check), needs_others
}

/// Folders without which hardly any image starts.
const VITAL: [&str; 7] = ["/", "/bin", "/sbin", "/lib", "/lib64", "/usr", "/etc"];

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    for (index, mount) in container.spec.volume_mounts.iter().flatten().enumerate() {
        let whole = mount.sub_path.is_none() && mount.sub_path_expr.is_none();
        let Some(volume) = pod.volume(&mount.name).filter(|_| whole) else { continue };
        let folder = if mount.mount_path == "/" { "/" } else { mount.mount_path.trim_end_matches('/') };
        let lost = if VITAL.contains(&folder) && volume.host_path.is_none() {
            "everything the image has there".to_owned()
        } else if let Some(lost) = lost_file(pod, container, volume, folder) {
            lost
        } else if hides_own_programs(pod, container, volume, folder) {
            "the programs of the image, which it starts there".to_owned()
        } else if let Some(program) = program_below(container, folder).filter(|_| is_empty(pod, container, volume)) {
            format!("`{program}`, which the container runs")
        } else if let Some(program) =
            program_below(container, folder).filter(|program| lacks(pod, volume, folder, program))
        {
            format!("`{program}`, which the container runs, without having such a file")
        } else if let Some(script) = script_below(container, folder).filter(|it| lacks(pod, volume, folder, it)) {
            format!("`{script}`, which the container runs, without having such a file")
        } else if is_at_a_file(pod, volume, folder) && !reads_below(container, folder) {
            format!("the file {folder}: a volume without a subPath is a folder")
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

/// Returns true if a ConfigMap or Secret of the input takes the place of a program's folder, and has no file of that name.
fn lacks<'a>(pod: &PodView<'a>, volume: &'a Volume, folder: &str, program: &str) -> bool {
    let Some(file) = program.strip_prefix(folder).map(|rest| rest.trim_start_matches('/')) else { return false };
    keys(pod, volume).is_some_and(|keys| !keys.contains(&file))
}

/// Returns true if a ConfigMap is mounted at the place of one of its own files: `/etc/nginx/nginx.conf`.
fn is_at_a_file<'a>(pod: &PodView<'a>, volume: &'a Volume, path: &str) -> bool {
    let name = path.rsplit('/').next().filter(|name| name.contains('.'));
    name.is_some_and(|name| keys(pod, volume).is_some_and(|keys| keys.contains(&name)))
}

/// Returns true if the container is told to read a file below a path, and so takes it for a folder.
fn reads_below(container: &Container<'_>, path: &str) -> bool {
    let spec = &container.spec;
    let values = spec.env.iter().flatten().filter_map(|variable| variable.value.as_ref());
    let mut words = spec.command.iter().flatten().chain(spec.args.iter().flatten()).chain(values);
    words.any(|word| word.contains(&format!("{path}/")))
}

/// The most keys of a Secret that are looked at.
const MOST_KEYS: usize = 256;

/// The files of a ConfigMap or Secret, where the input or the volume itself lists them and they are not too many.
fn keys<'a>(pod: &PodView<'a>, volume: &'a Volume) -> Option<Vec<&'a str>> {
    if let Some(secret) = &volume.secret {
        let keys = pod.context().secret_keys(secret.secret_name.as_deref()?).filter(|_| secret.items.is_none())?;
        return Some(keys.names().take(MOST_KEYS).collect());
    }
    let source = volume.config_map.as_ref()?;
    if let Some(items) = &source.items {
        return Some(items.iter().map(|item| item.path.as_str()).collect());
    }
    pod.context().files_of(&source.name)
}

/// Returns true if a volume is empty when the container starts: nothing but the container itself mounts it.
fn is_empty(pod: &PodView<'_>, container: &Container<'_>, volume: &Volume) -> bool {
    let mounts =
        |other: &&Container<'_>| other.spec.volume_mounts.iter().flatten().any(|mount| mount.name == volume.name);
    volume.empty_dir.is_some() && !pod.containers.iter().filter(mounts).any(|other| other.path != container.path)
}
