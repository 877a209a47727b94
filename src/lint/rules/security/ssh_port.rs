//! The rule `ssh-port`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that declares TCP port 22.
    ///
    /// ## Why it matters
    /// An SSH server in a container is another way in, with keys and users that Kubernetes does not know about.
    /// `kubectl exec` serves the same purpose and is recorded in the audit log.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ports: [{containerPort: 22}]
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ports: [{containerPort: 8080}]
    /// ```
    "ssh-port", Warning, Security, Check::Container(check), off
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    for (at, port) in container.spec.ports.iter().flatten().enumerate() {
        if port.container_port == 22 && port.protocol.as_deref().unwrap_or("TCP") == "TCP" {
            let place = container.path.clone().field("ports").index(at).field("containerPort");
            out.at(place, format!("`{}` runs an SSH server", container.name()))
                .help("remove the server, and use `kubectl exec`");
        }
    }
}
