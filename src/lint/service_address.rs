//! Addresses of Services of the input, and of single Pods behind them, that lead nowhere.

use k8s_openapi::api::core::v1::{Service, ServicePort};

use super::service_ports::{ServicePorts, is_open};
use super::slip::is_slip;
use crate::composition::{Context, Endpoint, MOST_SELECTED, Origin, PodAddress};
use crate::k8s::TargetPort;
use crate::wording;

/// The most ports of Pods that are looked through for every address.
const MOST_PORTS: usize = 512;

/// Returns the fault with an address, and what would be right. Nothing where the other side may be elsewhere.
pub(super) fn address_fault(host: &str, endpoint: &Endpoint, context: &Context<'_>) -> Option<(String, String)> {
    let mut labels = host.split('.');
    let first = labels.next()?;
    let rest: Vec<&str> = labels.collect();
    let home = context.namespace.unwrap_or("default");
    let is_here = rest.is_empty() || rest[0] == home && (rest.len() == 1 || rest[1] == "svc");
    // `db-0.db`: one Pod of a StatefulSet, by its name in a Service.
    let of_pod = rest.first().filter(|_| is_ordinal(first)).map(|service| context.services_named(service));
    if let Some(services) = of_pod.filter(|services| !services.is_empty()) {
        let port = endpoint.port.filter(|_| endpoint.port_written)?;
        return of_single_pod(host, rest[0], services, port, context);
    }
    if !is_here {
        return None;
    }
    let services = context.services_named(first);
    if services.is_empty() {
        return misspelt_service(first, context);
    }
    // The base of an HTTP address may get its port from the program.
    let is_base = endpoint.scheme.as_deref().is_none_or(|scheme| scheme.starts_with("http"));
    let is_whole = endpoint.port_written || !is_base && names_url(&endpoint.origin);
    let port = i32::from(endpoint.port.filter(|_| is_whole)?);
    let ports = ServicePorts::of(services)?;
    if ports.any(|own| own.port == port)
        || !context.is_service_near(first)
        || services.iter().any(|service| is_open(service))
    {
        return None;
    }
    let help = format!("write a port of the Service: {}", ports.choices());
    Some((format!("the Service `{first}` has no port {port}"), help))
}

/// Returns the fault with the port of the address of one Pod of a StatefulSet, in a text of any language.
pub(super) fn pod_port_fault(address: &PodAddress<'_>, context: &Context<'_>) -> Option<(String, String)> {
    let is_here = address.namespace.is_none_or(|namespace| namespace == context.namespace.unwrap_or("default"));
    let services = context.services_named(address.service);
    let [pods] = context.of_workload("StatefulSet", address.set) else { return None };
    let is_theirs = is_here && !services.is_empty() && pods.service.as_deref() == Some(address.service);
    let port = address.port().filter(|_| is_theirs && context.is_near(pods))?;
    of_single_pod(&address.text[address.part.clone()], address.service, services, port, context)
}

/// Returns the fault with the name of a Service that the input does not have, but one that differs by a typing error.
pub(super) fn misspelt_service(name: &str, context: &Context<'_>) -> Option<(String, String)> {
    let meant = context.names("Service").iter().take(MOST_SELECTED).find(|other| is_slip(name, other))?;
    Some((format!("the input has no Service `{name}`, and one called `{meant}`"), format!("write `{meant}`")))
}

/// Returns the fault with the port of one Pod of a StatefulSet, where its containers declare what they listen on.
fn of_single_pod(
    host: &str,
    service: &str,
    services: &[&Service],
    port: u16,
    context: &Context<'_>,
) -> Option<(String, String)> {
    let port = i64::from(port);
    let pods = context.governed_by(service, None);
    let declared = pods.iter().flat_map(|pods| &pods.facts.containers).flat_map(|container| &container.ports);
    let declared: Vec<i64> = declared.take(MOST_PORTS + 1).copied().collect();
    let mentioned =
        pods.iter().flat_map(|pods| &pods.facts.containers).any(|container| container.numbers.contains(&port));
    let target = |own: &ServicePort| TargetPort::of(own).number().is_some_and(|target| i64::from(target) == port);
    let known = ServicePorts::of(services).is_some_and(|ports| ports.any(target));
    if !(1..=MOST_PORTS).contains(&declared.len()) || declared.contains(&port) || known || mentioned {
        return None;
    }
    let message = format!("no container of `{host}` declares port {port}");
    Some((message, format!("write a port that it listens on: {}", wording::choices(declared))))
}

/// Returns true if a setting is a whole URL, to which nobody adds a port: `API_HOST=http://api` may be less.
fn names_url(origin: &Origin) -> bool {
    let (Origin::Variable(name) | Origin::Argument(name)) = origin else { return true };
    let last = name.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_lowercase();
    ["url", "uri", "dsn", "endpoint", "urls", "endpoints"].iter().any(|end| last.ends_with(end))
}

fn is_ordinal(label: &str) -> bool {
    label.rsplit_once('-').is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

pub(super) fn is_expanded(host: &str) -> bool {
    host.contains(['$', '{', '(', '_'])
}
