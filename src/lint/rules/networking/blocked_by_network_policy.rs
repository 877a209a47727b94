//! The rule `blocked-by-network-policy`.

use std::collections::HashSet;

use crate::lint::network_policy::{Labels, barrier, selects_all};
use crate::lint::rule::rule;
use crate::lint::service_target::{target, target_port};
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that is configured with the address of a Service in the input, while a NetworkPolicy in the input
    /// does not allow it to reach the Pods of that Service.
    ///
    /// ## Why it matters
    /// As soon as a policy selects a Pod, only traffic that some policy allows reaches it. All other connections time
    /// out.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: db}
    /// spec:
    ///   podSelector: {matchLabels: {app: db}}
    ///   ingress: [{from: [{podSelector: {matchLabels: {app: shops}}}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db}
    /// spec: {selector: {app: db}, ports: [{port: 5432}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: db, labels: {app: db}}
    /// spec: {containers: [{name: db, image: "postgres:17"}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop, labels: {app: shop}}
    /// spec:
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       env: [{name: DATABASE_URL, value: "postgres://db:5432/shop"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: db}
    /// spec:
    ///   podSelector: {matchLabels: {app: db}}
    ///   ingress: [{from: [{podSelector: {matchLabels: {app: shop}}}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db}
    /// spec: {selector: {app: db}, ports: [{port: 5432}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: db, labels: {app: db}}
    /// spec: {containers: [{name: db, image: "postgres:17"}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop, labels: {app: shop}}
    /// spec:
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       env: [{name: DATABASE_URL, value: "postgres://db:5432/shop"}]
    /// ```
    "blocked-by-network-policy", Warning, Networking, Check::Pod(check), needs_others
}

/// The field of containers that takes all of a ConfigMap as variables.
const ENV_FROM: &str = ".envFrom[";

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let context = pod.context();
    let policies = context.network_policies();
    let labels = pod.pod.metadata.and_then(|metadata| metadata.labels.as_ref());
    let own = labels.cloned().unwrap_or_default();
    let mut told: HashSet<String> = HashSet::new();
    for member in pod.composition().members.iter().filter(|_| !policies.is_empty()) {
        // A ConfigMap that is taken whole has addresses for others, too.
        let own_endpoints = member.endpoints.iter().filter(|endpoint| !endpoint.place.to_string().contains(ENV_FROM));
        for endpoint in own_endpoints {
            let Some((service, pods)) = target(endpoint, &context) else { continue };
            let to: Labels = pods.labels.iter().cloned().collect();
            let port = target_port(service, endpoint);
            let Some(policy) = barrier(policies, &own, &to, port).filter(|_| own != to) else { continue };
            // What closes all Pods is opened elsewhere, if not in its own file. One of another folder may be for another
            // deployment.
            let is_of_all = selects_all(policy);
            let (service, policy) = (name(service.metadata.name.as_deref()), name(policy.metadata.name.as_deref()));
            let is_ours = if is_of_all { context.is_policy_here(policy) } else { context.is_policy_near(policy) };
            if !is_ours || !told.insert(service.to_owned()) {
                continue;
            }
            out.at(
                &endpoint.place,
                format!("the NetworkPolicy `{policy}` does not let `{}` reach the Service `{service}`", member.name),
            )
            .help("allow the labels of this Pod and the port that it connects to");
        }
    }
}

fn name(name: Option<&str>) -> &str {
    name.unwrap_or_default()
}
