//! The rule `network-policy-without-pods`.

use crate::composition::MOST_SELECTED;
use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::selector::selected_labels;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A NetworkPolicy whose `podSelector` selects no Pod of the input.
    ///
    /// ## Why it matters
    /// If the cluster has no such Pod either, the policy protects nothing. If the labels were misspelt or changed, the
    /// Pods remain unprotected without any error.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web}
    /// spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app, image: "registry.example.com/app:1.0"}]}
    /// ```
    "network-policy-without-pods", Warning, Networking, Check::ObjectInContext(check), off, needs_others
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let policy = Some(object.manifest.object()).filter(|object| matches!(object, Object::NetworkPolicy(_)));
    let Some((labels, place)) = policy.and_then(selected_labels).filter(|(labels, _)| !labels.is_empty()) else {
        return;
    };
    let context = object.context();
    let selected: Vec<_> = context.selected(labels).take(MOST_SELECTED).collect();
    // Where there are more than anybody has, some are here.
    if selected.len() < MOST_SELECTED && !selected.iter().any(|pods| context.is_in_namespace(pods)) {
        let written: Vec<String> = labels.iter().map(|(key, value)| format!("`{key}: {value}`")).collect();
        out.at(place, format!("no Pod of the input has {}", written.join(" and ")))
            .help("write labels that the Pods have");
    }
}
