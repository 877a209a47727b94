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
use super::{Faults, content};
use crate::yaml::Path;

const MOST_PORTS: usize = 20_000;
const MOST_ENDPOINTS: usize = 1000;
const MOST_ADDRESSES: usize = 100;
const MOST_TOPOLOGY_LABELS: usize = 16;
const MOST_HINTS: usize = 8;

fn check_metadata(metadata: &ObjectMeta, faults: &mut Faults) {
    let path = Path::ROOT.field("metadata");
    metadata::check(metadata, Scope::Namespaced, metadata::subdomain_name, &path, faults);
}

/// `ValidateEndpoints`.
pub(super) fn check_endpoints(object: &core::Endpoints, faults: &mut Faults) {
    check_metadata(&object.metadata, faults);
    metadata::check_generation(&object.metadata, &Path::ROOT.field("metadata"), faults);
    let list = Path::ROOT.field("subsets");
    for (index, subset) in object.subsets.iter().flatten().enumerate() {
        let path = list.index(index);
        let lists = [("addresses", &subset.addresses), ("notReadyAddresses", &subset.not_ready_addresses)];
        if lists.iter().all(|(_, addresses)| addresses.as_ref().is_none_or(Vec::is_empty)) {
            faults.required(&path, "list `addresses` or `notReadyAddresses`");
        }
        for (field, addresses) in lists {
            let list = path.field(field);
            for (index, address) in addresses.iter().flatten().enumerate() {
                check_address(address, &list.index(index), faults);
            }
        }
        let ports = subset.ports.as_deref().unwrap_or_default();
        let list = path.field("ports");
        for (index, port) in ports.iter().enumerate() {
            check_subset_port(port, ports.len() > 1, &list.index(index), faults);
        }
    }
}

fn check_address(address: &core::EndpointAddress, path: &Path<'_>, faults: &mut Faults) {
    let at = path.field("ip");
    if faults.content(&at, &address.ip, content::legacy_ip(&address.ip)).is_none() {
        check_reachable(&address.ip, &at, faults);
    }
    if let Some(host) = address.hostname.as_deref().filter(|host| !host.is_empty()) {
        faults.content(&path.field("hostname"), host, content::dns_label(host));
    }
    if let Some(node) = address.node_name.as_deref() {
        faults.content(&path.field("nodeName"), node, content::dns_subdomain(node));
    }
}

/// `validateEndpointPort`; TCP is the default.
fn check_subset_port(port: &core::EndpointPort, named: bool, path: &Path<'_>, faults: &mut Faults) {
    match port.name.as_deref().unwrap_or_default() {
        "" if named => {
            faults.required(&path.field("name"), "give each port a name, such as `name: http`");
        }
        "" => {}
        name => {
            faults.content(&path.field("name"), name, content::dns_label(name));
        }
    }
    faults.content(&path.field("port"), port.port, content::port_number(port.port));
    check_protocol(port.protocol.as_deref().filter(|protocol| !protocol.is_empty()), path, faults);
    check_app_protocol(port.app_protocol.as_deref(), path, faults);
}

fn check_protocol(protocol: Option<&str>, path: &Path<'_>, faults: &mut Faults) {
    if let Some(protocol) = protocol.filter(|protocol| !PROTOCOLS.contains(protocol)) {
        faults.not_supported(&path.field("protocol"), protocol, &PROTOCOLS);
    }
}

fn check_app_protocol(name: Option<&str>, path: &Path<'_>, faults: &mut Faults) {
    if let Some(name) = name {
        faults.content(&path.field("appProtocol"), name, content::qualified_name(name));
    }
}

/// `ValidateEndpointSlice`.
pub(super) fn check_endpoint_slice(object: &EndpointSlice, faults: &mut Faults) {
    check_metadata(&object.metadata, faults);
    match object.address_type.as_str() {
        "" => {
            faults.required(&Path::ROOT.field("addressType"), "write `IPv4`, `IPv6` or `FQDN`");
        }
        "IPv4" | "IPv6" | "FQDN" => {}
        other => {
            faults.not_supported(&Path::ROOT.field("addressType"), other, &["FQDN", "IPv4", "IPv6"]);
        }
    }
    check_slice_ports(object.ports.as_deref().unwrap_or_default(), &Path::ROOT.field("ports"), faults);
    let endpoints = object.endpoints.as_deref().unwrap_or_default();
    let list = Path::ROOT.field("endpoints");
    if endpoints.len() > MOST_ENDPOINTS {
        faults.too_many(&list, endpoints.len(), MOST_ENDPOINTS);
        return;
    }
    for (index, endpoint) in endpoints.iter().enumerate() {
        check_endpoint(endpoint, &object.address_type, &list.index(index), faults);
    }
}

/// `validatePorts`; the empty name and TCP are the defaults.
fn check_slice_ports(ports: &[EndpointPort], list: &Path<'_>, faults: &mut Faults) {
    if ports.len() > MOST_PORTS {
        faults.too_many(list, ports.len(), MOST_PORTS);
        return;
    }
    let mut names = BTreeSet::new();
    for (index, port) in ports.iter().enumerate() {
        let path = list.index(index);
        let name = port.name.as_deref().unwrap_or_default();
        if !name.is_empty() {
            faults.content(&path.field("name"), name, content::dns_label(name));
        }
        if !names.insert(name) {
            faults.duplicate(&path.field("name"), name, "give each port a name of its own");
        }
        check_protocol(port.protocol.as_deref(), &path, faults);
        check_app_protocol(port.app_protocol.as_deref(), &path, faults);
    }
}

/// `validateEndpoints`, one of them.
fn check_endpoint(endpoint: &Endpoint, kind: &str, path: &Path<'_>, faults: &mut Faults) {
    let list = path.field("addresses");
    if endpoint.addresses.is_empty() {
        faults.required(&list, "list an address");
    } else if endpoint.addresses.len() > MOST_ADDRESSES {
        faults.too_many(&list, endpoint.addresses.len(), MOST_ADDRESSES);
    }
    for (index, address) in endpoint.addresses.iter().enumerate() {
        check_slice_address(address, kind, &list, &list.index(index), faults);
    }
    if let Some(node) = endpoint.node_name.as_deref() {
        faults.content(&path.field("nodeName"), node, content::dns_subdomain(node));
    }
    let topology = path.field("deprecatedTopology");
    let count = endpoint.deprecated_topology.as_ref().map_or(0, std::collections::BTreeMap::len);
    if count > MOST_TOPOLOGY_LABELS {
        faults.too_many(&topology, count, MOST_TOPOLOGY_LABELS);
    }
    metadata::check_labels(endpoint.deprecated_topology.as_ref(), &topology, faults);
    if let Some(host) = endpoint.hostname.as_deref() {
        faults.content(&path.field("hostname"), host, content::dns_label(host));
    }
    if let Some(hints) = &endpoint.hints {
        check_hints(hints, &path.field("hints"), faults);
    }
}

fn check_slice_address(text: &str, kind: &str, list: &Path<'_>, path: &Path<'_>, faults: &mut Faults) {
    let error = match kind {
        "IPv4" => content::legacy_ip(text),
        "IPv6" => content::ip(text),
        "FQDN" => return check_domain(text, path, faults),
        _ => return,
    };
    if faults.content(path, text, error).is_some() {
        return;
    }
    if text.contains(':') != (kind == "IPv6") {
        faults.invalid(list, text, format!("is not an {kind} address"), format!("write an {kind} address")).at(path);
    }
    check_reachable(text, path, faults);
}

/// `IsFullyQualifiedDomainName`: two labels at least, and a dot at the end perhaps.
fn check_domain(text: &str, path: &Path<'_>, faults: &mut Faults) {
    let name = text.strip_suffix('.').unwrap_or(text);
    if text.is_empty() {
        faults.required(path, "write a domain, such as `db.example.com`");
    } else if faults.content(path, text, content::dns_subdomain(name)).is_some() {
        // One fault is enough.
    } else if !name.contains('.') {
        faults.invalid(path, text, "has no dot", "write a domain of two parts or more, such as `example.com`");
    } else if let Some((label, error)) =
        name.split('.').find_map(|label| content::dns_label(label).map(|error| (label, error)))
    {
        faults.content(path, label, Some(error));
    }
}

/// `validateHints`.
fn check_hints(hints: &EndpointHints, path: &Path<'_>, faults: &mut Faults) {
    let zones: Vec<&str> = hints.for_zones.iter().flatten().map(|zone| zone.name.as_str()).collect();
    let nodes: Vec<&str> = hints.for_nodes.iter().flatten().map(|node| node.name.as_str()).collect();
    check_hint_list(&zones, content::label_value, &path.field("forZones"), faults);
    if zones.len() <= MOST_HINTS {
        check_hint_list(&nodes, content::dns_subdomain, &path.field("forNodes"), faults);
    }
}

fn check_hint_list(
    names: &[&str],
    test: fn(&str) -> Option<content::FormatError>,
    list: &Path<'_>,
    faults: &mut Faults,
) {
    if names.len() > MOST_HINTS {
        faults.too_many(list, names.len(), MOST_HINTS);
        return;
    }
    let mut seen = BTreeSet::new();
    for (index, name) in names.iter().enumerate() {
        let path = list.index(index);
        if !seen.insert(name) {
            faults.duplicate(&path.field("name"), name, "list each name once");
        }
        faults.content(&path.field("name"), name, test(name));
    }
}
