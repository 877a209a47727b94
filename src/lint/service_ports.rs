//! The ports of the Services of one name: whether an address leads to one of them.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{Service, ServicePort};

use crate::wording;

/// The most ports that are looked through for every address.
const MOST: usize = 512;

/// The ports of the Services of one name.
pub(super) struct ServicePorts<'a>(Vec<&'a ServicePort>);

impl<'a> ServicePorts<'a> {
    /// Returns the ports; nothing where there are none, or more than are looked through.
    pub(super) fn of(services: &[&'a Service]) -> Option<Self> {
        let specs = services.iter().filter_map(|service| service.spec.as_ref());
        let ports: Vec<&ServicePort> = specs.flat_map(|spec| spec.ports.iter().flatten()).take(MOST + 1).collect();
        (1..=MOST).contains(&ports.len()).then_some(Self(ports))
    }

    /// Returns true if one of the ports is such.
    pub(super) fn any(&self, is: impl Fn(&ServicePort) -> bool) -> bool {
        self.0.iter().any(|port| is(port))
    }

    /// Returns the numbers of the ports, each once, for a message.
    pub(super) fn choices(&self) -> String {
        let numbers: BTreeSet<i32> = self.0.iter().map(|port| port.port).collect();
        wording::choices(numbers)
    }
}

/// Returns true if a Service leads past its own ports: a headless one to the Pods themselves, whatever they listen on.
pub(super) fn is_open(service: &Service) -> bool {
    let spec = service.spec.as_ref();
    spec.is_none_or(|spec| spec.type_.as_deref() == Some("ExternalName") || spec.cluster_ip.as_deref() == Some("None"))
}
