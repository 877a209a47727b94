//! The objects that lead Prometheus to the metrics of adapters: annotations of the Pods, or monitors of the Prometheus
//! operator.

use serde_json::{Map, Value as Json, json};

use crate::pattern::description::monitor::MonitorKind;
use crate::pattern::description::spanned_value::to_map;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::objects::{Plan, PlannedObject};
use crate::pattern::plan::resolved_helper::{HelperScrape, ResolvedHelper};

/// The label that tells the Service of metrics from others.
const COMPONENT: &str = "app.kubernetes.io/component";

/// Returns the annotations that lead Prometheus to the first adapter.
pub(crate) fn annotations(description: &Description, helpers: &[ResolvedHelper]) -> Map<String, Json> {
    let mut annotations = Map::new();
    let scrape = helpers.iter().find_map(|helper| helper.scrape.as_ref());
    let Some(scrape) = scrape.filter(|_| description.monitor.kind == MonitorKind::Annotations) else {
        return annotations;
    };
    annotations.insert("prometheus.io/scrape".to_owned(), "true".into());
    annotations.insert("prometheus.io/port".to_owned(), scrape.number.to_string().into());
    annotations.insert("prometheus.io/path".to_owned(), scrape.path.clone().into());
    annotations.extend(scrape.scheme.iter().map(|scheme| ("prometheus.io/scheme".to_owned(), scheme.as_str().into())));
    for (name, value) in &scrape.params {
        annotations.insert(format!("prometheus.io/param_{name}"), value.clone().into());
    }
    annotations
}

/// Adds the monitor, and the Service that a monitor or several adapters need.
pub(crate) fn add(plan: &mut Plan, description: &Description, helpers: &[ResolvedHelper]) {
    let adapters: Vec<(&ResolvedHelper, &HelperScrape)> =
        helpers.iter().filter_map(|helper| Some((helper, helper.scrape.as_ref()?))).collect();
    let monitor = &description.monitor;
    if adapters.is_empty() || monitor.kind == MonitorKind::None {
        return;
    }
    // Annotations lead to one port of a Pod only; several adapters are found through a Service.
    let needs_service =
        monitor.kind == MonitorKind::ServiceMonitor || (monitor.kind == MonitorKind::Annotations && adapters.len() > 1);
    if needs_service {
        plan.objects.push(service(plan, &adapters));
    }
    let (kind, endpoints, selector) = match monitor.kind {
        MonitorKind::PodMonitor => ("PodMonitor", "podMetricsEndpoints", plan.selector.clone()),
        MonitorKind::ServiceMonitor => {
            let component = (COMPONENT.to_owned(), Json::from("metrics"));
            let name = ("app.kubernetes.io/name".to_owned(), Json::from(plan.name.clone()));
            ("ServiceMonitor", "endpoints", [name, component].into_iter().collect())
        }
        MonitorKind::None | MonitorKind::Annotations => return,
    };
    let list = adapters.iter().map(|(helper, scrape)| endpoint(helper, scrape, monitor.interval.as_deref(), kind));
    let spec = json!({"selector": {"matchLabels": selector}, endpoints: list.collect::<Vec<_>>()});
    let comment = "tells Prometheus where the metrics are; needs the Prometheus Operator";
    let mut object = PlannedObject::new("monitoring.coreos.com/v1", kind, plan.name.clone(), comment);
    object.labels = to_map(monitor.labels.as_ref());
    plan.objects.push(object.with("spec", spec));
}

/// One endpoint of a monitor: a PodMonitor names the port of the container, a ServiceMonitor that of the Service.
fn endpoint(helper: &ResolvedHelper, scrape: &HelperScrape, interval: Option<&str>, kind: &str) -> Json {
    let port = helper.ports.iter().find(|port| port.number == scrape.number).map(|port| port.name.clone());
    let declared = || helper.declared.iter().find(|port| port.value["containerPort"] == scrape.number);
    let port = port.or_else(|| declared()?.value["name"].as_str().map(str::to_owned));
    let mut endpoint = match port {
        _ if kind == "ServiceMonitor" => json!({"port": helper.instance}),
        Some(port) => json!({"port": port}),
        None => json!({"portNumber": scrape.number}),
    };
    endpoint["path"] = scrape.path.clone().into();
    if let Some(scheme) = &scrape.scheme {
        endpoint["scheme"] = scheme.clone().into();
    }
    if let Some(interval) = interval {
        endpoint["interval"] = interval.into();
    }
    for (name, value) in &scrape.params {
        endpoint["params"][name] = json!([value]);
    }
    endpoint
}

fn service(plan: &Plan, adapters: &[(&ResolvedHelper, &HelperScrape)]) -> PlannedObject {
    let port = |(helper, scrape): &(&ResolvedHelper, &HelperScrape)| json!({"name": helper.instance, "port": scrape.number, "targetPort": scrape.number});
    let ports: Vec<Json> = adapters.iter().map(port).collect();
    let spec = json!({"clusterIP": "None", "ports": ports, "selector": plan.selector});
    let comment = "the metrics of every adapter, for a ServiceMonitor";
    let mut object = PlannedObject::new("v1", "Service", format!("{}-metrics", plan.name), comment);
    object.labels.insert(COMPONENT.to_owned(), "metrics".into());
    object.with("spec", spec)
}
