//! The rule `privileged-port`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that declares a port below 1024.
    ///
    /// ## Why it matters
    /// On some container runtimes only root, or a program with `NET_BIND_SERVICE`, may listen on such a port. A Service
    /// can still have the low port and forward it to a higher one.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ports: [{containerPort: 80}]
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ports: [{containerPort: 8080}]
    /// ```
    "privileged-port", Info, Security, Check::Container(check), off
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    for (at, port) in container.spec.ports.iter().flatten().enumerate() {
        let number = port.container_port;
        if (1..1024).contains(&number) {
            let place = container.path.clone().field("ports").index(at).field("containerPort");
            out.at(place, format!("`{}` listens on the privileged port {number}", container.name()))
                .help("let the program listen on a port from 1024 on");
        }
    }
}
