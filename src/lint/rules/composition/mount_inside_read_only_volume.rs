//! The rule `mount-inside-read-only-volume`.

use k8s_openapi::api::core::v1::{KeyToPath, Volume, VolumeMount};

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A single file that is mounted inside a mounted ConfigMap or Secret that has no file of that name.
    ///
    /// ## Why it matters
    /// The target of a file mount must exist. The kubelet creates folders for volumes inside volumes, but no files, and
    /// the container runtime cannot create a file in a ConfigMap or Secret, which is read-only. The container is never
    /// created.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: shop}
    /// data: {shop.conf: "port = 80"}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   volumes: [{name: config, configMap: {name: shop}}, {name: keys, secret: {secretName: shop}}]
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       volumeMounts:
    ///         - {name: config, mountPath: /etc/shop}
    ///         - {name: keys, mountPath: /etc/shop/api.key, subPath: api.key}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: shop}
    /// data: {shop.conf: "port = 80"}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   volumes: [{name: config, configMap: {name: shop}}, {name: keys, secret: {secretName: shop}}]
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       volumeMounts:
    ///         - {name: config, mountPath: /etc/shop}
    ///         - {name: keys, mountPath: /etc/keys/api.key, subPath: api.key}
    /// ```
    "mount-inside-read-only-volume", Error, Composition, Check::Container(check)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let mounts = || container.spec.volume_mounts.iter().flatten().enumerate();
    for (at, outer) in mounts().filter(|(_, outer)| outer.sub_path.is_none() && outer.sub_path_expr.is_none()) {
        let Some(files) = pod.volume(&outer.name).and_then(|volume| files(volume, pod)) else { continue };
        for (inside, inner) in mounts().filter(|(inside, _)| *inside != at) {
            let Some(below) = below(&outer.mount_path, &inner.mount_path) else { continue };
            if files.contains(&below) || !is_file(inner, pod) {
                continue;
            }
            let place = |at| container.path.clone().field("volumeMounts").index(at).field("mountPath");
            out.at(
                place(inside),
                format!("`{}` is read-only, and has no file `{below}` to mount `{}` at", outer.name, inner.name),
            )
            .help("mount it outside, or put all files in one projected volume")
            .related(place(at), format!("`{}` is mounted here", outer.name));
        }
    }
}

/// Returns true if a mount shows a single file: a key of a ConfigMap or Secret, or what is called like a file.
fn is_file(mount: &VolumeMount, pod: &PodView<'_>) -> bool {
    let Some(part) = mount.sub_path.as_deref().filter(|part| !part.is_empty()) else { return false };
    let of_keys = |volume: &Volume| volume.config_map.is_some() || volume.secret.is_some();
    let name = part.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && end.len() <= 10 && end != "d");
    extension || pod.volume(&mount.name).is_some_and(of_keys)
}

/// The way from a folder to a path inside it.
fn below<'a>(folder: &str, path: &'a str) -> Option<&'a str> {
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?.strip_prefix('/')?.trim_end_matches('/');
    (!rest.is_empty()).then_some(rest)
}

/// The files that a ConfigMap or Secret shows, where the input tells.
fn files<'a>(volume: &'a Volume, pod: &PodView<'a>) -> Option<Vec<&'a str>> {
    let of_items = |items: &'a [KeyToPath]| items.iter().map(|item| item.path.as_str()).collect();
    if let Some(map) = &volume.config_map {
        let keys = || pod.context().files_of(&map.name);
        return map.items.as_deref().map(of_items).or_else(keys);
    }
    volume.secret.as_ref()?.items.as_deref().map(of_items)
}
