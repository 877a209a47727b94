//! The rule `misdirected-scrape`.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Service, ServicePort};

use crate::composition::MOST_SELECTED;
use crate::k8s::{Container, Object, TargetPort};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// The annotation `prometheus.io/port` with a value that is not a number, or, on a Service, with the port of the
    /// Service although its Pods listen on another one.
    ///
    /// ## Why it matters
    /// Prometheus appends the number to the address of each Pod. A name results in an invalid address, and the Pods do
    /// not listen on the port of the Service: no metrics are collected, and no error is shown.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: shop
    ///   annotations: {prometheus.io/scrape: "true", prometheus.io/port: "80"}
    /// spec: {selector: {app: shop}, ports: [{port: 80, targetPort: 9113}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: shop
    ///   annotations: {prometheus.io/scrape: "true", prometheus.io/port: "9113"}
    /// spec: {selector: {app: shop}, ports: [{port: 80, targetPort: 9113}]}
    /// ```
    "misdirected-scrape", Warning, Networking, Check::ObjectInContext(check)
}

const SCRAPE: &str = "prometheus.io/scrape";
const PORT: &str = "prometheus.io/port";

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let manifest = object.manifest;
    if let Object::Service(service) = manifest.object() {
        let Some(port) = scraped(service.metadata.annotations.as_ref()) else { return };
        let place = FieldPath::default().field("metadata.annotations").key(PORT);
        match port.parse::<i32>() {
            Err(_) if has_port(service, port) => {}
            Err(_) => report_name(port, place, out),
            Ok(number) if is_of_pods(object, service, number) => {}
            Ok(number) => report_own_port(service, number, place, out),
        }
        return;
    }
    let Some(pod) = manifest.pod() else { return };
    let Some(port) = scraped(pod.metadata.and_then(|metadata| metadata.annotations.as_ref())) else { return };
    let named = |container: &Container<'_>| {
        container.spec.ports.iter().flatten().any(|declared| declared.name.as_deref() == Some(port))
    };
    if port.parse::<u16>().is_err() && !pod.containers().iter().any(named) {
        let template = pod.path().parent().unwrap_or_default();
        report_name(port, template.field("metadata.annotations").key(PORT), out);
    }
}

/// Returns true if a port of the Service has that name: Prometheus passes over what is no number, and asks all ports that are
/// declared.
fn has_port(service: &Service, name: &str) -> bool {
    let mut ports = service.spec.iter().flat_map(|spec| spec.ports.iter().flatten());
    ports.any(|port| port.name.as_deref() == Some(name))
}

/// The port that Prometheus is asked to scrape.
fn scraped(annotations: Option<&BTreeMap<String, String>>) -> Option<&str> {
    let annotations = annotations?;
    annotations.get(SCRAPE).filter(|on| *on == "true")?;
    annotations.get(PORT).map(String::as_str).filter(|port| !port.contains(['$', '{', ',']))
}

/// Returns true if Pods behind the Service have the port as well, as those with a proxy before the server do.
fn is_of_pods(object: &ObjectView<'_>, service: &Service, number: i32) -> bool {
    let selector = service.spec.as_ref().and_then(|spec| spec.selector.as_ref());
    let context = object.context();
    let mut pods = selector.into_iter().flat_map(|selector| context.selected(selector)).take(MOST_SELECTED);
    pods.any(|pods| pods.facts.containers.iter().any(|container| container.ports.contains(&i64::from(number))))
}

fn report_name(port: &str, place: FieldPath, out: &mut Sink<'_>) {
    out.at(place, format!("`{port}` is no port number, so nothing is scraped"))
        .help("write the number of the port, in quotes");
}

fn report_own_port(service: &Service, number: i32, place: FieldPath, out: &mut Sink<'_>) {
    let ports = || service.spec.iter().flat_map(|spec| spec.ports.iter().flatten());
    let target = |port: &ServicePort| TargetPort::of(port).number();
    if ports().any(|port| target(port).is_none_or(|target| target == number)) {
        return;
    }
    let Some(own) = ports().find(|port| port.port == number).and_then(target) else { return };
    out.at(place, format!("{number} is the port of the Service, and Prometheus asks its Pods, which listen on {own}"))
        .help(format!("write \"{own}\""));
}
