//! The rule `shadowed-mount`.

use k8s_openapi::api::core::v1::{Volume, VolumeMount};

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A mount below another one of the same container that holds a ConfigMap or a Secret, and a mount over a folder
    /// that the image cannot do without.
    ///
    /// ## Why it matters
    /// ConfigMaps and Secrets are mounted read-only, so the folder for the second mount cannot be made, and the container
    /// does not start. What a mount covers is gone: nginx without `/etc/nginx/mime.types` serves every file as text.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     volumeMounts:
    ///       - {name: config, mountPath: /etc/shop}
    ///       - {name: certs, mountPath: /etc/shop/certs}
    /// volumes:
    ///   - {name: config, configMap: {name: shop}}
    ///   - {name: certs, secret: {secretName: shop-tls}}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     volumeMounts:
    ///       - {name: config, mountPath: /etc/shop}
    ///       - {name: certs, mountPath: /etc/shop-certs}
    /// volumes:
    ///   - {name: config, configMap: {name: shop}}
    ///   - {name: certs, secret: {secretName: shop-tls}}
    /// ```
    "shadowed-mount", Warning, Composition, Check::Container(check)
}

/// Folders without which hardly any image starts.
const VITAL: [&str; 7] = ["/", "/bin", "/sbin", "/lib", "/lib64", "/usr", "/etc"];

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let mounts: Vec<&VolumeMount> = container.spec.volume_mounts.iter().flatten().collect();
    let volume = |mount: &VolumeMount| pod.pod.spec.volumes.iter().flatten().find(|volume| volume.name == mount.name);
    for (index, mount) in mounts.iter().enumerate().filter(|(_, mount)| is_folder(mount)) {
        let place = container.path.clone().field("volumeMounts").index(index).field("mountPath");
        let Some(own) = volume(mount) else { continue };
        if own.host_path.is_none() && VITAL.contains(&trimmed(&mount.mount_path)) {
            out.at(place, format!("`{}` hides all that the image has in `{}`", mount.name, mount.mount_path))
                .help("mount it at a folder of its own");
            continue;
        }
        let around = mounts.iter().position(|outer| {
            is_folder(outer) && volume(outer).is_some_and(|volume| is_sealed(volume, below(&outer.mount_path, &mount.mount_path)))
        });
        if let Some(outer) = around {
            let (name, over) = (&mount.name, mounts[outer]);
            out.at(place, format!("`{name}` cannot be mounted inside `{}`, which is read-only", over.name))
                .help(format!("mount it outside {}, or put both into one `projected` volume", over.mount_path))
                .related(container.path.clone().field("volumeMounts").index(outer).field("mountPath"), "read-only");
        }
    }
}

fn is_folder(mount: &VolumeMount) -> bool {
    mount.sub_path.is_none() && mount.sub_path_expr.is_none()
}

fn trimmed(path: &str) -> &str {
    if path == "/" { path } else { path.trim_end_matches('/') }
}

/// What of `inner` lies below `outer`, if it does.
fn below<'a>(outer: &str, inner: &'a str) -> Option<&'a str> {
    trimmed(inner).strip_prefix(outer.trim_end_matches('/'))?.strip_prefix('/').filter(|rest| !rest.is_empty())
}

/// Whether a volume is read-only and has no folder `inside` that could be mounted over.
fn is_sealed(volume: &Volume, inside: Option<&str>) -> bool {
    let Some(inside) = inside else { return false };
    let config = volume.config_map.as_ref().map(|map| map.items.as_deref().unwrap_or_default());
    let items = config.or_else(|| volume.secret.as_ref().map(|secret| secret.items.as_deref().unwrap_or_default()));
    items.is_some_and(|items| !items.iter().any(|item| item.path.starts_with(inside)))
}
