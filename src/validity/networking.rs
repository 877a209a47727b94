//! NetworkPolicy: who may talk to Pods, and whom they may talk to.
//!
//! Source: `pkg/apis/networking/validation/validation.go`, defaults of `pkg/apis/networking/v1/defaults.go`.

use std::net::IpAddr;

use k8s_openapi::api::networking::v1::{IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::metadata::{self, Scope};
use super::{FieldErrors, content, selector};
use crate::yaml::Path;

/// Transport protocols.
pub(super) const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];

/// `ValidateNetworkPolicy`.
pub(super) fn check_network_policy(object: &NetworkPolicy, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Namespaced, metadata::subdomain_name, &meta, errors);
    let Some(spec) = &object.spec else { return };
    let path = Path::ROOT.field("spec");
    if let Some(pods) = &spec.pod_selector {
        selector::check(pods, &path.field("podSelector"), errors);
    }
    let (ingress, egress) = (path.field("ingress"), path.field("egress"));
    for (index, rule) in spec.ingress.iter().flatten().enumerate() {
        let path = ingress.index(index);
        check_ports(rule.ports.as_deref().unwrap_or_default(), &path.field("ports"), errors);
        check_peers(rule.from.as_deref().unwrap_or_default(), &path.field("from"), errors);
    }
    for (index, rule) in spec.egress.iter().flatten().enumerate() {
        let path = egress.index(index);
        check_ports(rule.ports.as_deref().unwrap_or_default(), &path.field("ports"), errors);
        check_peers(rule.to.as_deref().unwrap_or_default(), &path.field("to"), errors);
    }
    check_types(spec.policy_types.as_deref().unwrap_or_default(), &path.field("policyTypes"), errors);
}

fn check_types(types: &[String], path: &Path<'_>, errors: &mut FieldErrors) {
    if types.len() > 2 {
        errors.invalid(path, types.join(", "), "has more than two entries", "write `Ingress`, `Egress` or both");
        return;
    }
    for (index, name) in types.iter().enumerate() {
        if !matches!(name.as_str(), "Ingress" | "Egress") {
            errors.not_supported(&path.index(index), name, &["Ingress", "Egress"]);
        }
    }
}

fn check_ports(ports: &[NetworkPolicyPort], list: &Path<'_>, errors: &mut FieldErrors) {
    for (index, port) in ports.iter().enumerate() {
        check_port(port, &list.index(index), errors);
    }
}

/// `ValidateNetworkPolicyPort`; TCP is the default.
fn check_port(port: &NetworkPolicyPort, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(protocol) = port.protocol.as_deref().filter(|protocol| !PROTOCOLS.contains(protocol)) {
        errors.not_supported(&path.field("protocol"), protocol, &["TCP", "UDP", "SCTP"]);
    }
    let (at, end) = (path.field("port"), path.field("endPort"));
    match &port.port {
        Some(IntOrString::Int(first)) => {
            errors.content(&at, first, content::port_number(*first));
            if let Some(last) = port.end_port {
                if last < *first {
                    let why = format!("is less than `port`, which is {first}");
                    errors.invalid(&end, last, why, format!("use {first} or more"));
                }
                errors.content(&end, last, content::port_number(last));
            }
        }
        Some(IntOrString::String(name)) => {
            errors.content(&at, name, content::port_name(name));
            if let Some(last) = port.end_port {
                let help = "write `port` as a number, or take `endPort` out";
                errors.invalid(&end, last, "ends a range that begins with a name", help);
            }
        }
        None => {
            if let Some(last) = port.end_port {
                errors.invalid(&end, last, "ends a range that has no beginning", "write the first port as `port`");
            }
        }
    }
}

fn check_peers(peers: &[NetworkPolicyPeer], list: &Path<'_>, errors: &mut FieldErrors) {
    for (index, peer) in peers.iter().enumerate() {
        check_peer(peer, &list.index(index), errors);
    }
}

/// `ValidateNetworkPolicyPeer`: selectors, or a block of addresses.
fn check_peer(peer: &NetworkPolicyPeer, path: &Path<'_>, errors: &mut FieldErrors) {
    let selectors = [("podSelector", &peer.pod_selector), ("namespaceSelector", &peer.namespace_selector)];
    for (field, own) in selectors {
        if let Some(own) = own {
            selector::check(own, &path.field(field), errors);
        }
    }
    let selected = selectors.iter().any(|(_, own)| own.is_some());
    match &peer.ip_block {
        Some(block) => {
            check_block(block, &path.field("ipBlock"), errors);
            if selected {
                let why = "`ipBlock` does not go together with a selector";
                errors.forbidden(path, why, "write two peers");
            }
        }
        None if !selected => {
            let fault = errors.required(path, "say who, with `podSelector`, `namespaceSelector` or `ipBlock`");
            "the peer is nobody".clone_into(&mut fault.message);
        }
        None => {}
    }
}

/// `ValidateIPBlock`: the exceptions lie within the block.
fn check_block(block: &IPBlock, path: &Path<'_>, errors: &mut FieldErrors) {
    if block.cidr.is_empty() {
        errors.required(&path.field("cidr"), "write a block such as `10.0.0.0/8`");
        return;
    }
    errors.content(&path.field("cidr"), &block.cidr, content::legacy_cidr(&block.cidr));
    let whole = range(&block.cidr);
    let list = path.field("except");
    for (index, except) in block.except.iter().flatten().enumerate() {
        let path = list.index(index);
        if errors.content(&path, except, content::legacy_cidr(except)).is_some() {
            continue;
        }
        if let (Some(whole), Some(part)) = (whole, range(except))
            && !strictly_within(part, whole)
        {
            let why = format!("is not a part of `{}`", block.cidr);
            errors.invalid(&path, except, why, "name a smaller block within `cidr`");
        }
    }
}

/// First address and prefix length.
fn range(block: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = block.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let bits: u32 = bits.parse().ok()?;
    (bits <= if address.is_ipv4() { 32 } else { 128 }).then_some((address, bits))
}

fn strictly_within((part, part_bits): (IpAddr, u32), (whole, bits): (IpAddr, u32)) -> bool {
    let same_front = match (part, whole) {
        (IpAddr::V4(part), IpAddr::V4(whole)) => (part.to_bits() ^ whole.to_bits()).leading_zeros() >= bits,
        (IpAddr::V6(part), IpAddr::V6(whole)) => (part.to_bits() ^ whole.to_bits()).leading_zeros() >= bits,
        _ => false,
    };
    same_front && part_bits > bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_lie_within_the_block() {
        let within = |part, whole| strictly_within(range(part).expect("a block"), range(whole).expect("a block"));
        assert!(within("10.1.0.0/16", "10.0.0.0/8") && within("10.0.0.0/9", "10.0.0.0/8") && within("::/1", "::/0"));
        assert!(!within("10.0.0.0/8", "10.0.0.0/8") && !within("10.0.0.0/7", "10.0.0.0/8"));
        assert!(!within("11.0.0.0/16", "10.0.0.0/8") && !within("::/16", "10.0.0.0/8"));
    }
}
