//! The rule `host-path-volume`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A volume of type `hostPath`.
    ///
    /// ## Why it matters
    /// It gives the Pod access to a part of the node's file system, bypassing the isolation of containers. The files
    /// may contain credentials of the node or of other Pods, and data that is written there stays on that node.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes:
    ///   - {name: data, hostPath: {path: /srv/data}}
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0", volumeMounts: [{name: data, mountPath: /data}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes:
    ///   - {name: data, persistentVolumeClaim: {claimName: data}}
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0", volumeMounts: [{name: data, mountPath: /data}]}
    /// ```
    "host-path-volume", Warning, Security, Check::Pod(check), off
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for (at, volume) in pod.pod.spec.volumes.iter().flatten().enumerate() {
        if let Some(host) = &volume.host_path {
            let (name, path) = (&volume.name, &host.path);
            out.at(pod.volume_path(at).field("hostPath"), format!("the volume `{name}` is `{path}` of the node"))
                .help("use a persistentVolumeClaim, an emptyDir or a ConfigMap instead");
        }
    }
}
