//! The rule `monitor-without-service`.

use k8s_openapi::api::core::v1::Service;

use crate::composition::MOST_SELECTED;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::{FieldPath, Node};

rule! {
    /// ## What it catches
    /// A ServiceMonitor whose selector matches no Service of the input in the namespaces that it covers.
    ///
    /// ## Why it matters
    /// A ServiceMonitor matches labels of Services, not of Pods. If the cluster has no such Service either, Prometheus
    /// collects nothing, and alerts that depend on these metrics never fire.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: monitoring.coreos.com/v1
    /// kind: ServiceMonitor
    /// metadata: {name: web}
    /// spec: {selector: {matchLabels: {app: web}}, endpoints: [{port: metrics}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, labels: {team: shop}}
    /// spec: {selector: {app: web}, ports: [{name: metrics, port: 80}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: monitoring.coreos.com/v1
    /// kind: ServiceMonitor
    /// metadata: {name: web}
    /// spec: {selector: {matchLabels: {app: web}}, endpoints: [{port: metrics}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {selector: {app: web}, ports: [{name: metrics, port: 80}]}
    /// ```
    "monitor-without-service", Warning, Networking, Check::ObjectInContext(check), off, needs_others
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let manifest = object.manifest;
    if manifest.identity.kind != "ServiceMonitor" {
        return;
    }
    let Some(spec) = manifest.node().get("spec") else { return };
    let selector = spec.get("selector");
    let labels: Vec<(String, String)> = selector
        .and_then(|selector| selector.get("matchLabels"))
        .into_iter()
        .flat_map(Node::entries)
        .map(|entry| (entry.name.to_string(), entry.value.text().to_string()))
        .collect();
    let has_expressions = selector.is_some_and(|selector| selector.get("matchExpressions").is_some());
    let namespaces = spec.get("namespaceSelector");
    let named = namespaces.and_then(|namespaces| namespaces.get("matchNames"));
    if has_expressions || labels.is_empty() && named.is_none() {
        return;
    }
    let context = object.context();
    let home = context.namespace.unwrap_or("default");
    let looks_at = |namespace: &str| match named {
        Some(named) => named.items().any(|name| name.as_str() == Some(namespace)),
        None => namespaces.is_some() || namespace == home,
    };
    let has = |service: &Service| {
        let own = service.metadata.labels.as_ref();
        labels.iter().all(|(key, value)| own.and_then(|own| own.get(key)) == Some(value))
    };
    // Where there are more, one that was not looked at may be meant.
    let may_be_meant = |(at, (namespace, service)): (usize, (&str, &Service))| {
        at == MOST_SELECTED || looks_at(namespace) && has(service)
    };
    if !context.all_services().enumerate().any(may_be_meant) {
        out.at(FieldPath::default().field("spec.selector"), "this selects no Service of the input")
            .help("write labels that the Service itself has, not those of its Pods, and the namespace it is in");
    }
}
