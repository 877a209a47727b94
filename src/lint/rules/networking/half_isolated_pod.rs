//! The rule `half-isolated-pod`.

use std::collections::BTreeMap;

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Pod whose NetworkPolicies in the input cover only one direction: ingress or egress.
    ///
    /// ## Why it matters
    /// A policy without `Egress` among its `policyTypes` lets the Pod connect to everything: an attacker in the Pod can
    /// download tools and send data out.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app, image: "registry.example.com/app:1.0"}]}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app, image: "registry.example.com/app:1.0"}]}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress]}
    /// ```
    "half-isolated-pod", Info, Networking, Check::Pod(check), off, needs_others
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let none = BTreeMap::new();
    let labels = pod.pod.metadata.and_then(|metadata| metadata.labels.as_ref()).unwrap_or(&none);
    let context = pod.context();
    let message = match (context.has_policy_for(labels), context.has_egress_policy_for(labels)) {
        (true, false) => "no NetworkPolicy restricts what this Pod may connect to",
        (false, true) => "no NetworkPolicy restricts who may connect to this Pod",
        _ => return,
    };
    if pod.pod.spec.host_network != Some(true) {
        out.at(pod.pod.path(), message).help("add a NetworkPolicy for the other direction");
    }
}
