//! The rule `undeclared-probe-port`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A probe that asks a port which no container of the Pod declares, although the container declares others.
    ///
    /// ## Why it matters
    /// Nothing stops a program from listening on a port that is not declared, and many do. But where ports are declared,
    /// one that is missing is more often a number that was changed in one place and not in the other.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     ports: [{containerPort: 8080}]
    ///     readinessProbe: {tcpSocket: {port: 8000}}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     ports: [{containerPort: 8080}]
    ///     readinessProbe: {tcpSocket: {port: 8080}}
    /// ```
    "undeclared-probe-port", Info, Composition, Check::Container(check)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let declares = |other: &Container<'_>, number: u16| {
        other.spec.ports.iter().flatten().any(|port| port.container_port == i32::from(number))
    };
    if container.spec.ports.iter().flatten().next().is_none() {
        return;
    }
    let mut told: Vec<u16> = Vec::new();
    for asked in container.probes().filter(|probe| probe.host().is_none()).filter_map(|probe| probe.port()) {
        let Some(number) = asked.number else { continue };
        if !told.contains(&number) && !pod.containers.iter().any(|other| declares(other, number)) {
            told.push(number);
            out.at(asked.path, format!("no container declares the port {number}"))
                .help(format!("check the number, or declare the port in `{}`", container.name()));
        }
    }
}
