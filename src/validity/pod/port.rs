//! Ports of containers, and where they meet on the node.

use std::collections::HashSet;

use k8s_openapi::api::core::v1::{Container, ContainerPort};

use super::pod_defaults::PodDefaults;
use crate::validity::{FieldErrors, content};
use crate::yaml::Path;

const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];

/// `validateContainerPorts`.
pub(super) fn check_all(container: &Container, defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let mut names = HashSet::new();
    for (index, port) in container.ports.iter().flatten().enumerate() {
        let path = path.index(index);
        check_name(port, &mut names, &path, errors);
        if port.container_port == 0 {
            errors.required(&path.field("containerPort"), "write the number the container listens on, such as `8080`");
        } else {
            let error = content::port_number(port.container_port);
            errors.content(&path.field("containerPort"), port.container_port, error);
        }
        let on_node = host_port(port, defaults);
        if on_node != 0 {
            let fault = errors.content(&path.field("hostPort"), on_node, content::port_number(on_node));
            if let Some(fault) = fault.filter(|_| port.host_port.is_none()) {
                fault.at(&path.field("containerPort"));
            }
        }
        errors.supported(&path.field("protocol"), protocol(port), &PROTOCOLS);
    }
}

fn check_name<'a>(port: &'a ContainerPort, names: &mut HashSet<&'a str>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(name) = port.name.as_deref().filter(|name| !name.is_empty()) else { return };
    let path = path.field("name");
    if errors.content(&path, name, content::port_name(name)).is_none() && !names.insert(name) {
        errors.duplicate(&path, name, "give each port of the container a name of its own");
    }
}

fn protocol(port: &ContainerPort) -> &str {
    port.protocol.as_deref().filter(|protocol| !protocol.is_empty()).unwrap_or("TCP")
}

/// The port on the node; in a Pod on the node's network it is the container's where nothing is said.
/// `defaultHostNetworkPorts`.
fn host_port(port: &ContainerPort, defaults: &PodDefaults<'_>) -> i32 {
    match port.host_port.unwrap_or_default() {
        0 if defaults.is_pod && defaults.host_network() => port.container_port,
        number => number,
    }
}

/// `checkHostPortConflicts`: one port of the node serves one container of the Pod.
pub(super) fn check_host_ports(
    containers: &[Container],
    defaults: &PodDefaults<'_>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let mut taken = HashSet::new();
    for (index, container) in containers.iter().enumerate() {
        let path = path.index(index);
        let ports = path.field("ports");
        for (index, port) in container.ports.iter().flatten().enumerate() {
            let number = host_port(port, defaults);
            let address = port.host_ip.as_deref().unwrap_or_default();
            if number == 0 || taken.insert((protocol(port), address, number)) {
                continue;
            }
            let place = ports.index(index);
            let help = "use another port, protocol or `hostIP`";
            let fault = errors.duplicate(&place.field("hostPort"), number, help);
            fault.message = format!("port {number} of the node is taken by another port of this Pod");
            if port.host_port.unwrap_or_default() == 0 {
                fault.at(&place.field("containerPort"));
                "with `hostNetwork`, let each container listen on a port of its own".clone_into(&mut fault.help);
            }
        }
    }
}

/// `validatePodHostNetworkDeps`: on the node's network a container's port is the node's.
pub(super) fn check_host_network(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    if !defaults.host_network() {
        return;
    }
    let containers = path.field("containers");
    for (index, container) in defaults.spec.containers.iter().enumerate() {
        let path = containers.index(index);
        let ports = path.field("ports");
        for (index, port) in container.ports.iter().flatten().enumerate() {
            let number = host_port(port, defaults);
            if (defaults.is_pod || number != 0) && number != port.container_port {
                let why = format!("differs from `containerPort` {} although `hostNetwork` is on", port.container_port);
                errors.invalid(&ports.index(index).field("hostPort"), number, why, "take `hostPort` out");
            }
        }
    }
}
