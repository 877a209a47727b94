//! The rule `missing-readiness-probe`.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container without a readinessProbe that receives the traffic of a Service in the input. If the input has no
    /// Service, every long-running container is checked. Jobs and helpers are not reported.
    ///
    /// ## Why it matters
    /// A Pod without one counts as ready as soon as its containers run. During a rollout, requests are sent to programs
    /// that are still starting, and programs that hang keep receiving requests.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: shop}
    /// spec: {selector: {app: shop}, ports: [{port: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop, labels: {app: shop}}
    /// spec:
    ///   containers: [{name: shop, image: "registry.example.com/shop:2.4.1", ports: [{containerPort: 8080}]}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: shop}
    /// spec: {selector: {app: shop}, ports: [{port: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop, labels: {app: shop}}
    /// spec:
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       ports: [{containerPort: 8080}]
    ///       readinessProbe: {httpGet: {path: /healthz, port: 8080}}
    /// ```
    "missing-readiness-probe", Info, Reliability, Check::Container(check), off
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if !container.slot.is_long_running() || container.spec.readiness_probe.is_some() {
        return;
    }
    let (context, name) = (pod.context(), container.name());
    let served = context.served(&pod.pod);
    let service = of_container(container, &served).or_else(|| {
        // What no container declares is for the one that serves.
        let is_declared = pod.containers.iter().any(|container| of_container(container, &served).is_some());
        served.values().next().copied().filter(|_| !is_declared && pod.serves_with(container))
    });
    let message = match service {
        Some(service) => format!("the Service `{service}` sends to `{name}` before it can answer"),
        None if pod.serves_with(container) && context.all_services().next().is_none() => {
            format!("`{name}` counts as ready before it can answer")
        }
        None => return,
    };
    out.at(&container.path, message).help("add a readinessProbe that succeeds when the program can answer");
}

/// Returns the Service that leads to a port which a container declares, or is asked at.
fn of_container<'a>(container: &Container<'_>, served: &BTreeMap<u16, &'a str>) -> Option<&'a str> {
    let declared = container.spec.ports.iter().flatten().map(|port| port.container_port);
    // What its probes ask is its own.
    let asked = container.probes().filter_map(|probe| match &probe.spec.http_get.as_ref()?.port {
        IntOrString::Int(port) => Some(*port),
        IntOrString::String(_) => None,
    });
    let mut reached = declared.chain(asked).filter_map(|port| served.get(&u16::try_from(port).ok()?));
    reached.next().copied()
}
