//! Where an address that a container is given leads: the Service of the input, the Pods behind it, their port.

use k8s_openapi::api::core::v1::Service;

use crate::composition::{Context, Endpoint, WorkloadPods};
use crate::k8s::TargetPort;

/// Returns the Service that an address means, and the Pods behind it, where there is one kind of them.
pub(super) fn target<'a>(endpoint: &Endpoint, context: &Context<'a>) -> Option<(&'a Service, &'a WorkloadPods)> {
    let host = endpoint.host.as_deref()?;
    let mut labels = host.split('.');
    let (first, second) = (labels.next()?, labels.next());
    let home = context.namespace.unwrap_or("default");
    let of_pod = second.filter(|_| first.rsplit_once('-').is_some_and(|(_, number)| number.parse::<u32>().is_ok()));
    let elsewhere = if of_pod.is_some() { labels.next() } else { second };
    let is_here = elsewhere.is_none_or(|of| of == home || of == "svc");
    let services = [Some(first), of_pod].into_iter().flatten().map(|name| context.services_named(name));
    let [service] = services.into_iter().find(|services| !services.is_empty()).filter(|_| is_here)? else {
        return None;
    };
    let mut behind = context.selected(service.spec.as_ref()?.selector.as_ref()?).filter(|pods| context.is_near(pods));
    let pods = behind.next()?;
    behind.next().is_none().then_some((service, pods))
}

/// Returns the port of the Pods that an address leads to, where that is a number.
pub(super) fn target_port(service: &Service, endpoint: &Endpoint) -> Option<i32> {
    let spec = service.spec.as_ref()?;
    let port = i32::from(endpoint.port?);
    // A headless Service leads to the Pods themselves.
    if spec.cluster_ip.as_deref() == Some("None") {
        return Some(port);
    }
    TargetPort::of(spec.ports.iter().flatten().find(|own| own.port == port)?).number()
}
