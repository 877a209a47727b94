//! The rule `probe-on-neighbour`.

use crate::composition::Role;
use crate::k8s::{Container, Slot};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A probe of a port that another container of the Pod listens on, unless that container's purpose is to report on
    /// this one.
    ///
    /// ## Why it matters
    /// All containers of a Pod share one address, so that such a probe works. But it checks the other container: when
    /// that one hangs, the kubelet restarts this container and leaves the other one alone.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     ports: [{containerPort: 8080}]
    ///     livenessProbe: {tcpSocket: {port: 6379}}
    ///   - name: cache
    ///     image: redis:8.2.1
    ///     ports: [{containerPort: 6379}]
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     ports: [{containerPort: 8080}]
    ///     livenessProbe: {tcpSocket: {port: 8080}}
    ///   - name: cache
    ///     image: redis:8.2.1
    ///     ports: [{containerPort: 6379}]
    ///     livenessProbe: {tcpSocket: {port: 6379}}
    /// ```
    "probe-on-neighbour", Warning, Composition, Check::Container(check)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    for probe in container.probes().filter(|probe| probe.host().is_none()) {
        let Some(asked) = probe.port() else { continue };
        let Some(number) = asked.number.filter(|&number| declared(container, number).is_none()) else { continue };
        let mut owners = pod.containers.iter().filter(|other| other.path != container.path && other.slot != Slot::Init);
        let Some((other, at)) = owners.find_map(|other| Some((other, declared(other, number)?))) else {
            continue;
        };
        // Adapters and sidecars may well be there to say how main is.
        if pod.member(other).is_none_or(|(_, owner)| owner.role != Role::Main) {
            continue;
        }
        let (name, owner) = (container.name(), other.name());
        out.at(asked.path, format!("the {} of `{name}` asks port {number}, which belongs to `{owner}`", probe.field))
            .help(format!("probe a port of `{name}` itself, and `{owner}` by a probe of its own"))
            .related(other.path.clone().field("ports").index(at), "declared here");
    }
}

/// The place of a port among those that a container declares.
fn declared(container: &Container<'_>, number: u16) -> Option<usize> {
    container.spec.ports.iter().flatten().position(|port| port.container_port == i32::from(number))
}
