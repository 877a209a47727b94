//! The rule `unknown-monitor-port`.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::Service;

use crate::composition::MOST_SELECTED;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::wording;
use crate::yaml::{FieldPath, Node};

rule! {
    /// ## What it catches
    /// An endpoint of a ServiceMonitor that names a port which none of the Services it selects has.
    ///
    /// ## Why it matters
    /// Prometheus looks for the name among the ports of the Service. Where there is none it has nothing to scrape, and no
    /// alert tells.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: shop, labels: {app: shop}}
    /// spec: {selector: {app: shop}, ports: [{name: metrics, port: 9102}]}
    /// ---
    /// apiVersion: monitoring.coreos.com/v1
    /// kind: ServiceMonitor
    /// metadata: {name: shop}
    /// spec: {selector: {matchLabels: {app: shop}}, endpoints: [{port: http-metrics}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: shop, labels: {app: shop}}
    /// spec: {selector: {app: shop}, ports: [{name: metrics, port: 9102}]}
    /// ---
    /// apiVersion: monitoring.coreos.com/v1
    /// kind: ServiceMonitor
    /// metadata: {name: shop}
    /// spec: {selector: {matchLabels: {app: shop}}, endpoints: [{port: metrics}]}
    /// ```
    "unknown-monitor-port", Warning, References, Check::ObjectInContext(check)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    if object.manifest.identity.kind != "ServiceMonitor" {
        return;
    }
    let Some(spec) = object.manifest.node().get("spec") else { return };
    let Some(selector) = spec.get("selector").filter(|selector| selector.get("matchExpressions").is_none()) else {
        return;
    };
    let labels: Vec<_> = selector.get("matchLabels").into_iter().flat_map(Node::entries).collect();
    let context = object.context();
    let home = context.namespace.unwrap_or("default");
    // Services of other namespaces may be elsewhere.
    if labels.is_empty() || spec.get("namespaceSelector").is_some() {
        return;
    }
    let has = |service: &&Service| {
        let own = service.metadata.labels.as_ref();
        labels
            .iter()
            .all(|label| own.and_then(|own| own.get(&*label.name)).is_some_and(|of| *of == *label.value.text()))
    };
    let all: Vec<_> = context.all_services().take(MOST_SELECTED + 1).collect();
    if all.len() > MOST_SELECTED {
        return;
    }
    let own = all.into_iter().filter(|(namespace, _)| *namespace == home);
    let services: Vec<&Service> = own.map(|(_, service)| service).filter(has).collect();
    let ports = services.iter().flat_map(|service| service.spec.iter().flat_map(|spec| spec.ports.iter().flatten()));
    let names: BTreeSet<&str> = ports.filter_map(|port| port.name.as_deref()).collect();
    for (at, endpoint) in spec.get("endpoints").into_iter().flat_map(Node::items).enumerate() {
        let Some(port) = endpoint.get("port").map(|port| port.text().to_string()) else { continue };
        if services.is_empty() || names.contains(&port.as_str()) || port.contains(['$', '{']) {
            continue;
        }
        let place = FieldPath::default().field("spec.endpoints").index(at).field("port");
        let help = if names.is_empty() {
            "give the port of the Service a name".to_owned()
        } else {
            format!("write the name of a port of the Service: {}", wording::choices(&names))
        };
        out.at(place, format!("no Service that this selects has a port called `{port}`")).help(help);
    }
}
