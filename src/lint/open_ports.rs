//! The ports that the Pods of a workload open, as far as a Service can know.

use k8s_openapi::api::core::v1::ServicePort;

use crate::composition::{ContainerFacts, Image, WorkloadPods, knowledge};
use crate::k8s::TargetPort;

/// The port of the Pods that a port of a Service leads to; `None` where it is given by name.
pub(super) fn target_number(port: &ServicePort) -> Option<i64> {
    TargetPort::of(port).number().map(i64::from)
}

/// Returns true if a workload of the same name stands elsewhere in the input.
pub(super) fn has_variants(pods: &WorkloadPods, all: &[&WorkloadPods]) -> bool {
    let same = |other: &&&WorkloadPods| other.identity.kind == pods.identity.kind && other.name() == pods.name();
    all.iter().filter(same).count() > 1
}

/// Returns the containers of a workload that run side by side.
pub(super) fn running(pods: &WorkloadPods) -> impl Iterator<Item = &ContainerFacts> + Clone {
    pods.facts.containers.iter().filter(|container| !container.is_init)
}

/// Returns true if a container of a workload declares a port.
pub(super) fn declares(pods: &WorkloadPods, number: i64) -> bool {
    running(pods).any(|container| container.ports.contains(&number))
}

/// Returns true if a container of a workload may listen on a port: it declares none at all, or something speaks for it.
pub(super) fn may_open(pods: &WorkloadPods, number: i64) -> bool {
    let image = |container: &ContainerFacts| knowledge::of_image(&Image::parse(&container.image), None);
    let known = |container: &ContainerFacts| {
        image(container).is_some_and(|software| {
            let ports = software.ports.iter().chain(&software.often).chain(&software.receives);
            ports.map(|&port| i64::from(port)).any(|port| port == number)
        })
    };
    running(pods).next().is_none()
        || running(pods).any(|container| {
            container.ports.is_empty()
                || container.ports.contains(&number)
                || container.numbers.contains(&number)
                || known(container)
        })
}
