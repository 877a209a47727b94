//! Service: a name and an address for Pods.
//!
//! Source: `pkg/apis/core/validation/validation.go`, `pkg/registry/core/service/storage/alloc.go`, defaults of
//! `pkg/apis/core/v1/defaults.go`. What only a certain cluster knows is not judged: which addresses and node ports it
//! has, and whether it speaks both IP families.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::metadata::{self, Scope};
use super::networking::PROTOCOLS;
use super::service_view::ServiceView;
use super::{FieldErrors, content, rollout, service_address, service_traffic};
use crate::yaml::Path;

const TYPES: [&str; 4] = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

/// `ValidateServiceCreate`.
pub(super) fn check_service(object: &Service, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Namespaced, metadata::label_name, &meta, errors);
    metadata::check_generation(&object.metadata, &meta, errors);
    let empty = ServiceSpec::default();
    let view = ServiceView::new(object.spec.as_ref().unwrap_or(&empty));
    let path = Path::ROOT.field("spec");
    check_type(&view, &path, errors);
    check_ports(&view, &path.field("ports"), errors);
    metadata::check_labels(view.spec.selector.as_ref(), &path.field("selector"), errors);
    service_address::check(&view, &path, errors);
    service_traffic::check(&view, object.metadata.annotations.as_ref(), &path, errors);
}

/// Checks that fields belong to the type of the Service.
fn check_type(view: &ServiceView<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    match view.kind {
        "ExternalName" => check_external_name(view, path, errors),
        kind @ ("LoadBalancer" | "NodePort") => {
            if view.is_headless() {
                let why = format!("leaves a {kind} without an address");
                let help = "take `clusterIP: None` out, or write `type: ClusterIP`";
                let fault = errors.invalid(&path.field("clusterIPs").index(0), "None", why, help);
                service_address::locate(fault, view, path, 0);
            }
        }
        "ClusterIP" => {}
        other => {
            errors.not_supported(&path.field("type"), other, &TYPES);
        }
    }
}

/// An alias of a name outside: no addresses.
fn check_external_name(view: &ServiceView<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    const WHY: &str = "an ExternalName service has no address of its own";
    if !view.cluster_ips.is_empty() {
        let fault = errors.forbidden(&path.field("clusterIPs"), WHY, "take `clusterIP` out");
        service_address::locate(fault, view, path, 0);
    }
    let families = view.spec.ip_families.as_ref().is_some_and(|families| !families.is_empty());
    for (field, given) in [("ipFamilies", families), ("ipFamilyPolicy", view.spec.ip_family_policy.is_some())] {
        if given {
            errors.forbidden(&path.field(field), WHY, format!("take `{field}` out"));
        }
    }
    let at = path.field("externalName");
    let name = view.spec.external_name.as_deref().unwrap_or_default();
    match name.strip_suffix('.').unwrap_or(name) {
        "" => {
            errors.required(&at, "write the name outside, such as `externalName: db.example.com`");
        }
        name => {
            errors.content(&at, name, content::dns_subdomain(name));
        }
    }
}

fn check_ports(view: &ServiceView<'_>, list: &Path<'_>, errors: &mut FieldErrors) {
    let ports = view.spec.ports.as_deref().unwrap_or_default();
    if ports.is_empty() && !view.is_headless() && view.kind != "ExternalName" {
        errors.required(list, "list the ports, such as `ports: [{port: 80}]`");
    }
    let (mut names, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    for (index, port) in ports.iter().enumerate() {
        let path = list.index(index);
        let name = port.name.as_deref().unwrap_or_default();
        if !name.is_empty() {
            errors.content(&path.field("name"), name, content::dns_label(name));
            if !names.insert(name) {
                errors.duplicate(&path.field("name"), name, "give each port a name of its own");
            }
        } else if ports.len() > 1 {
            errors.required(&path.field("name"), "give each port a name, such as `name: http`");
        }
        check_port(port, &path, errors);
        if !numbers.insert((protocol(port), port.port)) {
            let shown = format!("{}/{}", port.port, protocol(port));
            errors.duplicate(&path, shown, "list each port of a protocol once");
        }
    }
    check_node_ports(view, ports, list, errors);
}

/// TCP is the default.
fn protocol(port: &ServicePort) -> &str {
    port.protocol.as_deref().filter(|protocol| !protocol.is_empty()).unwrap_or("TCP")
}

/// `validateServicePort`; the port itself is the default target.
fn check_port(port: &ServicePort, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.content(&path.field("port"), port.port, content::port_number(port.port));
    if !PROTOCOLS.contains(&protocol(port)) {
        errors.not_supported(&path.field("protocol"), protocol(port), &PROTOCOLS);
    }
    let at = path.field("targetPort");
    match &port.target_port {
        Some(IntOrString::String(name)) if !name.is_empty() => {
            errors.content(&at, name, content::port_name(name));
        }
        Some(target @ IntOrString::Int(number)) if *number != 0 => {
            errors.content(&at, rollout::Shown(target), content::port_number(*number));
        }
        _ => {
            if let Some(fault) = errors.content(&at, port.port, content::port_number(port.port)) {
                fault.at(&path.field("port"));
                "a target port, which is the port itself where it is not given, is out of range"
                    .clone_into(&mut fault.message);
            }
        }
    }
    if let Some(name) = port.app_protocol.as_deref() {
        errors.content(&path.field("appProtocol"), name, content::qualified_name(name));
    }
}

/// A node port is used once, but for a port that is served over several protocols. `validateService`,
/// `initNodePorts`.
fn check_node_ports(view: &ServiceView<'_>, ports: &[ServicePort], list: &Path<'_>, errors: &mut FieldErrors) {
    let allocated = matches!(view.kind, "NodePort" | "LoadBalancer");
    let mut taken: Vec<(&str, i32, i32)> = Vec::new();
    for (index, port) in ports.iter().enumerate() {
        let Some(number) = port.node_port.filter(|&number| number != 0) else { continue };
        let path = list.index(index);
        let at = path.field("nodePort");
        if view.kind == "ClusterIP" {
            let help = "take `nodePort` out, or write `type: NodePort`";
            errors.forbidden(&at, "a ClusterIP service has no port on the nodes", help);
        }
        let clash = taken.iter().find(|(other, service, node)| {
            *node == number && (*other == protocol(port) || allocated && *service != port.port)
        });
        if clash.is_some() {
            errors.duplicate(&at, number, "give each port a node port of its own, or leave the choice to the server");
        }
        taken.push((protocol(port), port.port, number));
    }
}
