//! The rule `unknown-service-port`.

use std::collections::HashSet;

use k8s_openapi::api::core::v1::{Service, ServicePort};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::composition::{Context, Endpoint, MOST_SELECTED, Origin};
use crate::lint::rule::rule;
use crate::lint::service_ports::{ServicePorts, is_open};
use crate::lint::slip::is_slip;
use crate::lint::{Check, PodView, Sink};
use crate::wording;

rule! {
    /// ## What it catches
    /// An address in a variable, an argument or a configuration file that refers to a Service in the input with a port
    /// that the Service does not have, or with a misspelt name of the Service.
    ///
    /// ## Why it matters
    /// A Service forwards only its own ports: connections to other ports time out or are refused, although the server
    /// runs. A misspelt name does not resolve.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: cache}
    /// spec: {selector: {app: cache}, ports: [{port: 6379}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       env: [{name: CACHE_URL, value: "redis://cache:6380"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: cache}
    /// spec: {selector: {app: cache}, ports: [{port: 6379}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: shop}
    /// spec:
    ///   containers:
    ///     - name: shop
    ///       image: registry.example.com/shop:2.4.1
    ///       env: [{name: CACHE_URL, value: "redis://cache:6379"}]
    /// ```
    "unknown-service-port", Warning, References, Check::Pod(check)
}

/// The most ports of Pods that are looked through for every address.
const MOST_PORTS: usize = 512;

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let context = pod.context();
    let mut told: HashSet<(&str, Option<u16>)> = HashSet::new();
    for member in &pod.composition().members {
        let settings = member.endpoints.iter().filter(|endpoint| is_setting(&endpoint.origin));
        for endpoint in settings {
            let Some(host) = endpoint.host.as_deref().filter(|host| !is_expanded(host)) else { continue };
            if told.contains(&(host, endpoint.port)) {
                continue;
            }
            let Some((message, help)) = fault(host, endpoint, &context) else { continue };
            told.insert((host, endpoint.port));
            out.at(&endpoint.place, message).help(help);
        }
    }
}

/// Returns the fault with an address, and what would be right. Nothing where the other side may be elsewhere.
fn fault(host: &str, endpoint: &Endpoint, context: &Context<'_>) -> Option<(String, String)> {
    let mut labels = host.split('.');
    let first = labels.next()?;
    let rest: Vec<&str> = labels.collect();
    let home = context.namespace.unwrap_or("default");
    let is_here = rest.is_empty() || rest[0] == home && (rest.len() == 1 || rest[1] == "svc");
    // `db-0.db`: one Pod of a StatefulSet, by its name in a Service.
    let of_pod = rest.first().filter(|_| is_ordinal(first)).map(|service| context.services_named(service));
    if let Some(services) = of_pod.filter(|services| !services.is_empty()) {
        return of_single_pod(host, rest[0], services, endpoint, context);
    }
    if !is_here {
        return None;
    }
    let services = context.services_named(first);
    if services.is_empty() {
        let meant = context.names("Service").iter().take(MOST_SELECTED).find(|name| is_slip(first, name))?;
        let message = format!("the input has no Service `{first}`, and one called `{meant}`");
        return Some((message, format!("write `{meant}`")));
    }
    let port = i32::from(endpoint.port.filter(|_| endpoint.port_written || endpoint.scheme.is_some())?);
    let ports = ServicePorts::of(services)?;
    if ports.any(|own| own.port == port) || services.iter().any(|service| is_open(service)) {
        return None;
    }
    let help = format!("write a port of the Service: {}", ports.choices());
    Some((format!("the Service `{first}` has no port {port}"), help))
}

/// Returns the fault with the port of one Pod of a StatefulSet, where its containers declare what they listen on.
fn of_single_pod(
    host: &str,
    service: &str,
    services: &[&Service],
    endpoint: &Endpoint,
    context: &Context<'_>,
) -> Option<(String, String)> {
    let port = i64::from(endpoint.port.filter(|_| endpoint.port_written)?);
    let pods = context.governed_by(service, None);
    let declared = pods.iter().flat_map(|pods| &pods.facts.containers).flat_map(|container| &container.ports);
    let declared: Vec<i64> = declared.take(MOST_PORTS + 1).copied().collect();
    let mentioned =
        pods.iter().flat_map(|pods| &pods.facts.containers).any(|container| container.numbers.contains(&port));
    let target = |own: &ServicePort| match &own.target_port {
        Some(IntOrString::Int(target)) => i64::from(*target) == port,
        Some(IntOrString::String(_)) => false,
        None => i64::from(own.port) == port,
    };
    let known = ServicePorts::of(services).is_some_and(|ports| ports.any(target));
    if !(1..=MOST_PORTS).contains(&declared.len()) || declared.contains(&port) || known || mentioned {
        return None;
    }
    let message = format!("no container of `{host}` declares port {port}");
    Some((message, format!("write a port that it listens on: {}", wording::choices(declared))))
}

fn is_ordinal(label: &str) -> bool {
    label.rsplit_once('-').is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

fn is_expanded(host: &str) -> bool {
    host.contains(['$', '{', '(', '_'])
}

const fn is_setting(origin: &Origin) -> bool {
    matches!(origin, Origin::Variable(_) | Origin::Argument(_) | Origin::File { .. })
}
