//! The rule `ambiguous-port-name`.

use std::collections::HashMap;

use k8s_openapi::api::core::v1::Service;

use crate::k8s::{Container, TargetPort};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// Two containers of a Pod that give different ports the same name, while a Service in the input uses that name as
    /// its `targetPort`.
    ///
    /// ## Why it matters
    /// A Service that names its `targetPort` takes the first port of that name in the list of containers. Adding or
    /// moving a container can therefore redirect the traffic.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: shop}
    /// spec: {selector: {app: shop}, ports: [{port: 80, targetPort: http}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop, labels: {app: shop}}
    /// spec:
    ///   containers:
    ///     - {name: proxy, image: "nginx:1.29.1", ports: [{name: http, containerPort: 80}]}
    ///     - {name: shop, image: "registry.example.com/shop:2.4.1", ports: [{name: http, containerPort: 8080}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: shop}
    /// spec: {selector: {app: shop}, ports: [{port: 80, targetPort: http}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop, labels: {app: shop}}
    /// spec:
    ///   containers:
    ///     - {name: proxy, image: "nginx:1.29.1", ports: [{name: http, containerPort: 80}]}
    ///     - {name: shop, image: "registry.example.com/shop:2.4.1", ports: [{name: app, containerPort: 8080}]}
    /// ```
    "ambiguous-port-name", Warning, Networking, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let running = || pod.containers.iter().filter(|container| container.slot.is_long_running());
    if running().count() < 2 {
        return;
    }
    let context = pod.context();
    let named: Vec<(&str, &str)> = context.services_to(&pod.pod).into_iter().flat_map(named_targets).collect();
    let mut first: HashMap<&str, (&Container<'_>, i32)> = HashMap::new();
    for container in running() {
        for (at, port) in container.spec.ports.iter().flatten().enumerate() {
            let Some(name) = port.name.as_deref() else { continue };
            let Some(&(owner, number)) = first.get(name) else {
                first.insert(name, (container, port.container_port));
                continue;
            };
            let Some((_, service)) = named.iter().find(|(target, _)| *target == name) else { continue };
            if owner.path == container.path || number == port.container_port {
                continue;
            }
            out.at(
                container.path.clone().field("ports").index(at).field("name"),
                format!(
                    "`{}` has a port `{name}` as well, but the Service `{service}` leads to port {number} only",
                    owner.name()
                ),
            )
            .help(format!("give one of the two ports another name than `{name}`"))
            .related(&owner.path, format!("`{}` is first", owner.name()));
        }
    }
}

/// The names of ports that a Service leads to, each with the name of the Service.
fn named_targets(service: &Service) -> impl Iterator<Item = (&str, &str)> {
    let name = service.metadata.name.as_deref().unwrap_or_default();
    let ports = service.spec.iter().flat_map(|spec| spec.ports.iter().flatten());
    ports.filter_map(move |port| Some((TargetPort::of(port).name()?, name)))
}
