//! Addresses of a Service: cluster IPs, IP families, external IPs.
//!
//! Source: `pkg/apis/core/validation/validation.go`, `pkg/registry/core/service/storage/alloc.go`.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::service_view::ServiceView;
use super::{FieldError, FieldErrors, content};
use crate::yaml::Path;

const FAMILIES: [&str; 2] = ["IPv4", "IPv6"];
const POLICIES: [&str; 3] = ["PreferDualStack", "RequireDualStack", "SingleStack"];

/// All that concerns addresses, for a Service that has some.
pub(super) fn check(view: &ServiceView<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    if view.kind != "ExternalName" {
        let before = errors.len();
        check_agreement(view, path, errors);
        check_families(view, path, errors);
        if check_cluster_ips(view, path, errors) {
            check_stacks(view, path, errors);
        }
        if errors.len() == before {
            check_single_stack(view, path, errors);
        }
    }
    let list = path.field("externalIPs");
    for (index, ip) in view.spec.external_ips.iter().flatten().enumerate() {
        check_external_ip(ip, &list.index(index), errors);
    }
}

/// Points a fault of the server's `clusterIPs` to where the address was written: there, or `clusterIP`.
pub(super) fn locate(fault: &mut FieldError, view: &ServiceView<'_>, path: &Path<'_>, index: usize) {
    if view.spec.cluster_ips.as_ref().is_some_and(|ips| !ips.is_empty()) {
        fault.at(&path.field("clusterIPs").index(index));
    } else {
        fault.at(&path.field("clusterIP"));
    }
}

/// `clusterIP` is the first of `clusterIPs`.
fn check_agreement(view: &ServiceView<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(first) = view.cluster_ips.first() else { return };
    let list = path.field("clusterIPs");
    match view.spec.cluster_ip.as_deref().unwrap_or_default() {
        "" => {
            let help = format!("write `clusterIP: {first}` too, or take `clusterIPs` out");
            errors.invalid(&list, first, "stands in `clusterIPs` and not in `clusterIP`", help);
        }
        single if single != *first => {
            let why = format!("is not `clusterIP`, which is `{single}`");
            errors.invalid(&list, first, why, "make `clusterIP` the first of `clusterIPs`");
        }
        _ => {}
    }
}

fn check_families(view: &ServiceView<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let list = path.field("ipFamilies");
    let mut seen = BTreeSet::new();
    for (index, family) in view.spec.ip_families.iter().flatten().enumerate() {
        if !FAMILIES.contains(&family.as_str()) {
            errors.not_supported(&list.index(index), family, &FAMILIES);
        }
        if !seen.insert(family) {
            errors.duplicate(&list.index(index), family, "list each family once");
        }
    }
    if let Some(policy) = view.spec.ip_family_policy.as_deref().filter(|policy| !POLICIES.contains(policy)) {
        errors.not_supported(&path.field("ipFamilyPolicy"), policy, &POLICIES);
    }
}

/// Gives back whether every cluster IP is an address, or `None` alone.
fn check_cluster_ips(view: &ServiceView<'_>, path: &Path<'_>, errors: &mut FieldErrors) -> bool {
    let list = path.field("clusterIPs");
    let mut sound = true;
    for (index, ip) in view.cluster_ips.iter().enumerate() {
        if index == 0 && *ip == "None" {
            if view.cluster_ips.len() > 1 {
                sound = false;
                errors.invalid(&list, ip, "does not go together with an address", "write `clusterIPs: [None]`");
            }
        } else if let Some(fault) = errors.content(&list.index(index), ip, content::legacy_ip(ip)) {
            sound = false;
            locate(fault, view, path, index);
        }
    }
    if view.cluster_ips.len() > 2 {
        errors.invalid(&list, view.cluster_ips.join(", "), "are more than two addresses", "use one a family");
    }
    sound
}

/// Two addresses are of two families, in the order of `ipFamilies`.
fn check_stacks(view: &ServiceView<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let list = path.field("clusterIPs");
    let is_v6: Vec<bool> = view.cluster_ips.iter().map(|ip| ip.contains(':')).collect();
    if is_v6.len() > 1 && (is_v6.iter().all(|v6| *v6) || is_v6.iter().all(|v6| !v6)) {
        let why = "are of one family";
        errors.invalid(&list, view.cluster_ips.join(", "), why, "use one IPv4 and one IPv6 address");
    }
    if view.is_headless() {
        return;
    }
    let families = view.spec.ip_families.iter().flatten();
    for (index, ((ip, is_v6), family)) in view.cluster_ips.iter().zip(is_v6).zip(families).enumerate() {
        let wanted = match family.as_str() {
            "IPv4" => false,
            "IPv6" => true,
            _ => continue,
        };
        if is_v6 != wanted {
            let why = format!("is not of the family {family}, which `ipFamilies` names");
            let fault = errors.invalid(&list.index(index), ip, why, format!("write an {family} address"));
            locate(fault, view, path, index);
        }
    }
}

/// One family is the default, unless the Service is headless and selects nothing. `initIPFamilyFields`.
fn check_single_stack(view: &ServiceView<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let selects = view.spec.selector.as_ref().is_some_and(|selector| !selector.is_empty());
    let both = view.spec.cluster_ip.as_deref() == Some("None") && !selects;
    let default = if both { "RequireDualStack" } else { "SingleStack" };
    if view.spec.ip_family_policy.as_deref().unwrap_or(default) != "SingleStack" {
        return;
    }
    let families = view.spec.ip_families.as_ref().map_or(0, Vec::len);
    for (count, what) in [(view.cluster_ips.len(), "cluster IPs"), (families, "IP families")] {
        if count == 2 {
            let why = format!("is for one address, and there are two {what}");
            let help = "write `PreferDualStack` or `RequireDualStack`";
            errors.invalid(&path.field("ipFamilyPolicy"), "SingleStack", why, help);
        }
    }
}

fn check_external_ip(text: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if errors.content(path, text, content::legacy_ip(text)).is_none() {
        check_reachable(text, path, errors);
    }
}

/// An address that other machines can send to. `ValidateEndpointIP`; text that is no address is the caller's affair.
pub(super) fn check_reachable(text: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let Ok(address) = text.parse::<IpAddr>() else { return };
    if let Some(why) = unreachable(address) {
        errors.invalid(path, text, why, "use an address that other machines can send to");
    }
}

fn unreachable(address: IpAddr) -> Option<&'static str> {
    let (local, multicast) = match address {
        IpAddr::V4(v4) => (v4.is_link_local(), v4.octets()[..3] == [224, 0, 0]),
        IpAddr::V6(v6) => (v6.is_unicast_link_local(), v6.octets()[0] == 0xff && v6.octets()[1] & 0x0f == 2),
    };
    if address.is_unspecified() {
        Some("stands for no address")
    } else if address.is_loopback() {
        Some("is the loopback, which leads back to the sender")
    } else if local {
        Some("is link-local, and leads no further than one wire")
    } else if multicast {
        Some("is a link-local multicast group")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_lead_somewhere() {
        let reason = |text: &str| unreachable(text.parse().expect("an address"));
        for fine in ["10.0.0.1", "224.0.1.1", "2001:db8::1", "ff05::1", "169.253.0.1"] {
            assert_eq!(reason(fine), None, "{fine}");
        }
        for bad in ["0.0.0.0", "::", "127.1.2.3", "::1", "169.254.0.1", "fe80::1", "febf::1", "224.0.0.5", "ff12::1"] {
            assert!(reason(bad).is_some(), "{bad}");
        }
    }
}
