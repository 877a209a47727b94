//! The rule `missing-readiness-probe`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container without a readinessProbe that listens on a port a Service of the input leads to. Where the input has
    /// no Service for the Pod, any container that serves for good; Jobs and helpers are left alone.
    ///
    /// ## Why it matters
    /// A Pod without one counts as ready as soon as its containers run. During a rollout requests go to programs that
    /// are still starting, and those that hang keep getting them.
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
    let declared = container.spec.ports.iter().flatten();
    let mut reached = declared.filter_map(|port| served.get(&u16::try_from(port.container_port).ok()?));
    let message = match reached.next() {
        Some(service) => format!("the Service `{service}` sends to `{name}` before it can answer"),
        None if pod.serves_with(container) && context.services_to(&pod.pod).is_empty() => {
            format!("`{name}` counts as ready before it can answer")
        }
        None => return,
    };
    out.at(&container.path, message).help("add a readinessProbe that succeeds when the program can answer");
}
