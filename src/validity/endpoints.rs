//! Addresses behind a Service: Endpoints, EndpointSlice.
//!
//! Source: `pkg/apis/core/validation/validation.go`, `pkg/apis/discovery/validation/validation.go`.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1 as core;
use k8s_openapi::api::discovery::v1::{Endpoint, EndpointHints, EndpointPort, EndpointSlice};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::metadata::{self, Scope};
use super::networking::PROTOCOLS;
use super::service_address::check_reachable;
use super::{FieldErrors, content};
use crate::yaml::Path;

const MOST_PORTS: usize = 20_000;
const MOST_ENDPOINTS: usize = 1000;
const MOST_ADDRESSES: usize = 100;
const MOST_TOPOLOGY_LABELS: usize = 16;
const MOST_HINTS: usize = 8;

fn check_metadata(metadata: &ObjectMeta, errors: &mut FieldErrors) {
    let path = Path::ROOT.field("metadata");
    metadata::check(metadata, Scope::Namespaced, metadata::subdomain_name, &path, errors);
}

/// `ValidateEndpoints`.
pub(super) fn check_endpoints(object: &core::Endpoints, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
    metadata::check_generation(&object.metadata, &Path::ROOT.field("metadata"), errors);
    let list = Path::ROOT.field("subsets");
    for (index, subset) in object.subsets.iter().flatten().enumerate() {
        let path = list.index(index);
        let lists = [("addresses", &subset.addresses), ("notReadyAddresses", &subset.not_ready_addresses)];
        if lists.iter().all(|(_, addresses)| addresses.as_ref().is_none_or(Vec::is_empty)) {
            errors.required(&path, "list `addresses` or `notReadyAddresses`");
        }
        for (field, addresses) in lists {
            let list = path.field(field);
            for (index, address) in addresses.iter().flatten().enumerate() {
                check_address(address, &list.index(index), errors);
            }
        }
        let ports = subset.ports.as_deref().unwrap_or_default();
        let list = path.field("ports");
        for (index, port) in ports.iter().enumerate() {
            check_subset_port(port, ports.len() > 1, &list.index(index), errors);
        }
    }
}

fn check_address(address: &core::EndpointAddress, path: &Path<'_>, errors: &mut FieldErrors) {
    let at = path.field("ip");
    if errors.content(&at, &address.ip, content::legacy_ip(&address.ip)).is_none() {
        check_reachable(&address.ip, &at, errors);
    }
    if let Some(host) = address.hostname.as_deref().filter(|host| !host.is_empty()) {
        errors.content(&path.field("hostname"), host, content::dns_label(host));
    }
    if let Some(node) = address.node_name.as_deref() {
        errors.content(&path.field("nodeName"), node, content::dns_subdomain(node));
    }
}

/// `validateEndpointPort`; TCP is the default.
fn check_subset_port(port: &core::EndpointPort, named: bool, path: &Path<'_>, errors: &mut FieldErrors) {
    match port.name.as_deref().unwrap_or_default() {
        "" if named => {
            errors.required(&path.field("name"), "give each port a name, such as `name: http`");
        }
        "" => {}
        name => {
            errors.content(&path.field("name"), name, content::dns_label(name));
        }
    }
    errors.content(&path.field("port"), port.port, content::port_number(port.port));
    check_protocol(port.protocol.as_deref().filter(|protocol| !protocol.is_empty()), path, errors);
    check_app_protocol(port.app_protocol.as_deref(), path, errors);
}

fn check_protocol(protocol: Option<&str>, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(protocol) = protocol.filter(|protocol| !PROTOCOLS.contains(protocol)) {
        errors.not_supported(&path.field("protocol"), protocol, &PROTOCOLS);
    }
}

fn check_app_protocol(name: Option<&str>, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(name) = name {
        errors.content(&path.field("appProtocol"), name, content::qualified_name(name));
    }
}

/// `ValidateEndpointSlice`.
pub(super) fn check_endpoint_slice(object: &EndpointSlice, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
    match object.address_type.as_str() {
        "" => {
            errors.required(&Path::ROOT.field("addressType"), "write `IPv4`, `IPv6` or `FQDN`");
        }
        "IPv4" | "IPv6" | "FQDN" => {}
        other => {
            errors.not_supported(&Path::ROOT.field("addressType"), other, &["FQDN", "IPv4", "IPv6"]);
        }
    }
    check_slice_ports(object.ports.as_deref().unwrap_or_default(), &Path::ROOT.field("ports"), errors);
    let endpoints = object.endpoints.as_deref().unwrap_or_default();
    let list = Path::ROOT.field("endpoints");
    if endpoints.len() > MOST_ENDPOINTS {
        errors.too_many(&list, endpoints.len(), MOST_ENDPOINTS);
        return;
    }
    for (index, endpoint) in endpoints.iter().enumerate() {
        check_endpoint(endpoint, &object.address_type, &list.index(index), errors);
    }
}

/// `validatePorts`; the empty name and TCP are the defaults.
fn check_slice_ports(ports: &[EndpointPort], list: &Path<'_>, errors: &mut FieldErrors) {
    if ports.len() > MOST_PORTS {
        errors.too_many(list, ports.len(), MOST_PORTS);
        return;
    }
    let mut names = BTreeSet::new();
    for (index, port) in ports.iter().enumerate() {
        let path = list.index(index);
        let name = port.name.as_deref().unwrap_or_default();
        if !name.is_empty() {
            errors.content(&path.field("name"), name, content::dns_label(name));
        }
        if !names.insert(name) {
            errors.duplicate(&path.field("name"), name, "give each port a name of its own");
        }
        check_protocol(port.protocol.as_deref(), &path, errors);
        check_app_protocol(port.app_protocol.as_deref(), &path, errors);
    }
}

/// `validateEndpoints`, one of them.
fn check_endpoint(endpoint: &Endpoint, kind: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let list = path.field("addresses");
    if endpoint.addresses.is_empty() {
        errors.required(&list, "list an address");
    } else if endpoint.addresses.len() > MOST_ADDRESSES {
        errors.too_many(&list, endpoint.addresses.len(), MOST_ADDRESSES);
    }
    for (index, address) in endpoint.addresses.iter().enumerate() {
        check_slice_address(address, kind, &list, &list.index(index), errors);
    }
    if let Some(node) = endpoint.node_name.as_deref() {
        errors.content(&path.field("nodeName"), node, content::dns_subdomain(node));
    }
    let topology = path.field("deprecatedTopology");
    let count = endpoint.deprecated_topology.as_ref().map_or(0, std::collections::BTreeMap::len);
    if count > MOST_TOPOLOGY_LABELS {
        errors.too_many(&topology, count, MOST_TOPOLOGY_LABELS);
    }
    metadata::check_labels(endpoint.deprecated_topology.as_ref(), &topology, errors);
    if let Some(host) = endpoint.hostname.as_deref() {
        errors.content(&path.field("hostname"), host, content::dns_label(host));
    }
    if let Some(hints) = &endpoint.hints {
        check_hints(hints, &path.field("hints"), errors);
    }
}

fn check_slice_address(text: &str, kind: &str, list: &Path<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let error = match kind {
        "IPv4" => content::legacy_ip(text),
        "IPv6" => content::ip(text),
        "FQDN" => return check_domain(text, path, errors),
        _ => return,
    };
    if errors.content(path, text, error).is_some() {
        return;
    }
    if text.contains(':') != (kind == "IPv6") {
        errors.invalid(list, text, format!("is not an {kind} address"), format!("write an {kind} address")).at(path);
    }
    check_reachable(text, path, errors);
}

/// `IsFullyQualifiedDomainName`: two labels at least, and a dot at the end perhaps.
fn check_domain(text: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let name = text.strip_suffix('.').unwrap_or(text);
    if text.is_empty() {
        errors.required(path, "write a domain, such as `db.example.com`");
    } else if errors.content(path, text, content::dns_subdomain(name)).is_some() {
        // One fault is enough.
    } else if !name.contains('.') {
        errors.invalid(path, text, "has no dot", "write a domain of two parts or more, such as `example.com`");
    } else if let Some((label, error)) =
        name.split('.').find_map(|label| content::dns_label(label).map(|error| (label, error)))
    {
        errors.content(path, label, Some(error));
    }
}

/// `validateHints`.
fn check_hints(hints: &EndpointHints, path: &Path<'_>, errors: &mut FieldErrors) {
    let zones: Vec<&str> = hints.for_zones.iter().flatten().map(|zone| zone.name.as_str()).collect();
    let nodes: Vec<&str> = hints.for_nodes.iter().flatten().map(|node| node.name.as_str()).collect();
    check_hint_list(&zones, content::label_value, &path.field("forZones"), errors);
    if zones.len() <= MOST_HINTS {
        check_hint_list(&nodes, content::dns_subdomain, &path.field("forNodes"), errors);
    }
}

fn check_hint_list(
    names: &[&str],
    test: fn(&str) -> Option<content::FormatError>,
    list: &Path<'_>,
    errors: &mut FieldErrors,
) {
    if names.len() > MOST_HINTS {
        errors.too_many(list, names.len(), MOST_HINTS);
        return;
    }
    let mut seen = BTreeSet::new();
    for (index, name) in names.iter().enumerate() {
        let path = list.index(index);
        if !seen.insert(name) {
            errors.duplicate(&path.field("name"), name, "list each name once");
        }
        errors.content(&path.field("name"), name, test(name));
    }
}
