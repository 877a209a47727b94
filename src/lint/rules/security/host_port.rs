//! The rule `host-port`.

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A container port that is also opened on the node (`hostPort`).
    ///
    /// ## Why it matters
    /// Only one Pod per node can have the port, so a second one is not scheduled there. The port is open to everybody
    /// who can reach the node, and often bypasses NetworkPolicies.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ports: [{containerPort: 8080, hostPort: 8080}]
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ports: [{containerPort: 8080}]
    /// ```
    "host-port", Warning, Security, Check::Container(check), off, fixable(Fixable::Unsafe)
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    for (at, port) in container.spec.ports.iter().flatten().enumerate() {
        if let Some(number) = port.host_port.filter(|&number| number != 0) {
            let place = container.path.clone().field("ports").index(at).field("hostPort");
            out.at(&place, format!("`{}` takes port {number} of its node", container.name()))
                .help("remove `hostPort`, and let a Service lead to the container")
                .fix(Repair::to_review("remove `hostPort`", [Change::Remove(place.clone())]));
        }
    }
}
