//! The rule `unmatched-policy-peer`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A NetworkPolicy that allows Pods with labels that no Pod of the input has, in a namespace of which the input has
    /// Pods.
    ///
    /// ## Why it matters
    /// If the labels were misspelt or changed, the policy blocks the very Pods that it was meant to allow.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: leaf}
    /// spec:
    ///   podSelector: {matchLabels: {app: leaf}}
    ///   ingress: [{from: [{podSelector: {matchLabels: {app: searcher}}}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: leaf, labels: {app: leaf}}
    /// spec: {containers: [{name: leaf, image: "registry.example.com/leaf:1.0"}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: search, labels: {app: search}}
    /// spec: {containers: [{name: search, image: "registry.example.com/search:1.0"}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: leaf}
    /// spec:
    ///   podSelector: {matchLabels: {app: leaf}}
    ///   ingress: [{from: [{podSelector: {matchLabels: {app: search}}}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: leaf, labels: {app: leaf}}
    /// spec: {containers: [{name: leaf, image: "registry.example.com/leaf:1.0"}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: search, labels: {app: search}}
    /// spec: {containers: [{name: search, image: "registry.example.com/search:1.0"}]}
    /// ```
    "unmatched-policy-peer", Info, Networking, Check::ObjectInContext(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::NetworkPolicy(policy) = object.manifest.object() else { return };
    let Some(spec) = &policy.spec else { return };
    let context = object.context();
    let own = spec.pod_selector.as_ref().and_then(|selector| selector.match_labels.as_ref());
    if own.is_none_or(|labels| context.selected(labels).next().is_none()) || context.neighbours().len() < 2 {
        return;
    }
    for (rule, ingress) in spec.ingress.iter().flatten().enumerate() {
        for (at, peer) in ingress.from.iter().flatten().enumerate() {
            let Some(selector) = peer.pod_selector.as_ref().filter(|_| peer.namespace_selector.is_none()) else {
                continue;
            };
            let labels = selector.match_labels.as_ref().filter(|labels| !labels.is_empty());
            let Some(labels) = labels.filter(|labels| context.selected(labels).next().is_none()) else { continue };
            let written: Vec<String> = labels.iter().map(|(key, value)| format!("`{key}: {value}`")).collect();
            out.at(
                FieldPath::default().field("spec.ingress").index(rule).field("from").index(at).field("podSelector"),
                format!("no Pod of the input has {}", written.join(" and ")),
            )
            .help("use labels of the Pods that should be allowed");
        }
    }
}
