//! The rule `container-runtime-socket`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A volume that mounts the socket of the node's container runtime: Docker, containerd, CRI-O or Podman.
    ///
    /// ## Why it matters
    /// Whoever can write to it can start a privileged container on the node, and thereby control the node.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes:
    ///   - {name: host, hostPath: {path: /var/run/docker.sock}}
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
    "container-runtime-socket", Warning, Security, Check::Pod(check), off
}

/// The names of the sockets.
const SOCKETS: [&str; 5] = ["docker.sock", "containerd.sock", "crio.sock", "cri-dockerd.sock", "podman.sock"];

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for (at, volume) in pod.pod.spec.volumes.iter().flatten().enumerate() {
        let Some(host) = &volume.host_path else { continue };
        let name = host.path.rsplit('/').next().unwrap_or_default();
        if SOCKETS.contains(&name) {
            let message = format!("the volume `{}` gives the Pod the container runtime of its node", volume.name);
            out.at(pod.volume_path(at).field("hostPath.path"), message).help(
                "build images with a builder that needs no daemon, or read what you need from the Kubernetes API",
            );
        }
    }
}
