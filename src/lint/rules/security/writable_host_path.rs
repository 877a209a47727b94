//! The rule `writable-host-path`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that can write to a folder of its node: a `hostPath` volume is mounted without `readOnly: true`.
    ///
    /// ## Why it matters
    /// Writing there changes the node and affects every other Pod that uses the folder. A symbolic link in it can point
    /// anywhere on the node.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes:
    ///   - {name: host, hostPath: {path: /srv/data}}
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0", volumeMounts: [{name: host, mountPath: /host}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes:
    ///   - {name: host, hostPath: {path: /srv/data}}
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0", volumeMounts: [{name: host, mountPath: /host, readOnly: true}]}
    /// ```
    "writable-host-path", Warning, Security, Check::Container(check), off
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    for (at, mount) in container.spec.volume_mounts.iter().flatten().enumerate() {
        let host = pod.volume(&mount.name).and_then(|volume| volume.host_path.as_ref());
        let Some(host) = host.filter(|_| mount.read_only != Some(true)) else { continue };
        out.at(
            container.path.clone().field("volumeMounts").index(at),
            format!("`{}` may write to `{}` of its node", container.name(), host.path),
        )
        .help("write `readOnly: true`");
    }
}
