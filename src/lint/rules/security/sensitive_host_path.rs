//! The rule `sensitive-host-path`.

use crate::composition::Image;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A volume that gives the Pod access to a system folder of the node: `/`, `/etc`, `/proc`, the folders of the
    /// kubelet or of the container runtime … Pods of node-exporter, CSI drivers and other programs that are known to
    /// need such folders are not reported for those.
    ///
    /// ## Why it matters
    /// These folders contain the node's system files, its keys and the credentials of other Pods. Reading them is
    /// enough to impersonate the node; writing to them is enough to control it.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes:
    ///   - {name: host, hostPath: {path: /etc}}
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0", volumeMounts: [{name: host, mountPath: /host}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes:
    ///   - {name: host, hostPath: {path: /srv/data}}
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0", volumeMounts: [{name: host, mountPath: /host}]}
    /// ```
    "sensitive-host-path", Warning, Security, Check::Pod(check), off
}

/// Folders of the system, themselves.
const FOLDERS: [&str; 12] =
    ["", "/boot", "/dev", "/etc", "/home", "/lib", "/proc", "/root", "/sys", "/usr", "/var", "/var/lib"];

/// Folders of the system, with everything below them.
const TREES: [&str; 6] =
    ["/etc/kubernetes", "/root/.ssh", "/var/lib/containerd", "/var/lib/docker", "/var/lib/etcd", "/var/lib/kubelet"];

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for (at, volume) in pod.pod.spec.volumes.iter().flatten().enumerate() {
        let Some(host) = volume.host_path.as_ref().filter(|host| host.path.starts_with('/')) else { continue };
        let path = host.path.trim_end_matches('/');
        let is_below =
            |tree: &&str| path.strip_prefix(*tree).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if is_needed(pod, path) {
            continue;
        }
        if FOLDERS.contains(&path) || TREES.iter().any(is_below) {
            let message = format!("the volume `{}` is `{}`, a folder of the node's system", volume.name, host.path);
            out.at(pod.volume_path(at).field("hostPath.path"), message)
                .help("mount only the folder that the program needs, read-only, or a volume of another type");
        }
    }
}

/// Programs whose work is the node, by the names of their images, and the folders they need, with everything below.
const NEEDS: [(&str, &[&str]); 6] = [
    ("cadvisor", &["", "/dev", "/sys", "/var/lib/docker", "/var/lib/containerd"]),
    ("csi-node-driver-registrar", &["/dev", "/sys", "/var/lib/kubelet"]),
    ("fluent-bit", &["/var/lib/docker/containers"]),
    ("fluentd", &["/var/lib/docker/containers"]),
    ("node-exporter", &["", "/proc", "/sys"]),
    ("promtail", &["/var/lib/docker/containers"]),
];

/// Returns true if a container of the Pod is known to need a folder of the node.
fn is_needed(pod: &PodView<'_>, path: &str) -> bool {
    let needs = |container: &Container<'_>| {
        let image = Image::parse(container.image());
        let known = NEEDS.iter().find(|(name, _)| image.base() == *name);
        let below = |folder: &&str| path == *folder || !folder.is_empty() && path.starts_with(&format!("{folder}/"));
        known.is_some_and(|(_, folders)| folders.iter().any(below))
    };
    pod.containers.iter().any(needs)
}
