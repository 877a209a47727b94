//! The rule `unisolated-pod`.

use std::collections::BTreeMap;

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Pod that no NetworkPolicy of the input selects. Pods on the host network are not reported, because policies do
    /// not apply to them.
    ///
    /// ## Why it matters
    /// Everything in the cluster may connect to it, and it may connect to everything: an attacker in one Pod can reach
    /// all others.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app, image: "registry.example.com/app:1.0"}]}
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
    /// spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
    /// ```
    "unisolated-pod", Info, Networking, Check::Pod(check), off, needs_others
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let none = BTreeMap::new();
    let labels = pod.pod.metadata.and_then(|metadata| metadata.labels.as_ref()).unwrap_or(&none);
    let context = pod.context();
    if pod.pod.spec.host_network != Some(true)
        && !context.has_policy_for(labels)
        && !context.has_egress_policy_for(labels)
    {
        out.at(pod.pod.path(), "no NetworkPolicy restricts who may connect to this Pod")
            .help("add a NetworkPolicy that selects it, or one for the whole namespace");
    }
}
