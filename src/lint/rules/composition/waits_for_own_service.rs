//! The rule `waits-for-own-service`.

use k8s_openapi::api::core::v1::Service;

use crate::composition::{Context, WorkloadPods};
use crate::k8s::Slot;
use crate::lint::rule::rule;
use crate::lint::waiting::{addresses, is_host, of_waiter, waits};
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An init container, or a container that is not ready before it has finished waiting, that waits for a Service
    /// which selects only its own Pod.
    ///
    /// ## Why it matters
    /// A Service sends traffic only to Pods that are ready, and the Pod does not become ready before the wait is over.
    /// The Pod waits for itself forever.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db}
    /// spec: {selector: {app: shop}, ports: [{port: 5432}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop, labels: {app: shop}}
    /// spec:
    ///   initContainers:
    ///     - {name: wait, image: "busybox:1.37", command: [sh, -c, "until nc -z db 5432; do sleep 2; done"]}
    ///   containers:
    ///     - {name: shop, image: "registry.example.com/shop:2.4.1"}
    ///     - {name: db, image: "postgres:17"}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db}
    /// spec: {selector: {app: db}, ports: [{port: 5432}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop, labels: {app: shop}}
    /// spec:
    ///   initContainers:
    ///     - {name: wait, image: "busybox:1.37", command: [sh, -c, "until nc -z db 5432; do sleep 2; done"]}
    ///   containers:
    ///     - {name: shop, image: "registry.example.com/shop:2.4.1"}
    /// ```
    "waits-for-own-service", Error, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let context = pod.context();
    let services = context.services_to(&pod.pod);
    if services.is_empty() {
        return;
    }
    for (member, container) in pod.composition().members.iter().zip(&pod.containers) {
        let blocks = member.slot == Slot::Init || member.is_long_running() && container.spec.readiness_probe.is_some();
        let text = member.command.text();
        // Some Pods of a StatefulSet may wait for the first one.
        if !blocks || ["HOSTNAME", "ORDINAL", "hostname"].iter().any(|sign| text.contains(sign)) {
            continue;
        }
        let named = |service: &&Service| {
            let name = service.metadata.name.as_deref().unwrap_or_default();
            let asked = member.command.steps.iter().filter(|step| waits(step)).flat_map(addresses);
            asked.chain(of_waiter(member)).any(|word| is_host(word, name))
        };
        // To ask where a Service leads takes time, and hardly one is waited for.
        let waited_for = |service: &&Service| named(service) && leads_here_only(service, &context);
        let Some(service) = services.iter().copied().find(waited_for) else { continue };
        let name = service.metadata.name.as_deref().unwrap_or_default();
        let at = member.command.words.len().saturating_sub(1);
        out.at(
            member.command.place_of(at, &member.path),
            format!(
                "`{}` waits for the Service `{name}`, which has no other Pod than this one, and only when it is ready",
                member.name
            ),
        )
        .help("ask 127.0.0.1 in a container that runs beside the server, or give the server a Pod of its own");
    }
}

/// Returns true if a Service sends only to Pods that are ready, and the input has no other Pods for it.
fn leads_here_only(service: &Service, context: &Context<'_>) -> bool {
    let Some(spec) = &service.spec else { return false };
    let others = spec.selector.iter().flat_map(|selector| context.selected(selector));
    let own = |pods: &WorkloadPods| Some(pods.name()) == context.name && context.is_near(pods);
    spec.publish_not_ready_addresses != Some(true) && others.into_iter().all(own)
}
