//! Addresses as objects: IPAddress and ServiceCIDR.
//!
//! Source: `pkg/apis/networking/validation/validation.go`.

use k8s_openapi::api::networking::v1::{IPAddress, ServiceCIDR};

use super::content::FormatError;
use super::metadata::{self, Scope};
use super::{FieldErrors, content};
use crate::yaml::Path;

/// `ValidateIPAddress`: the name is the address.
pub(super) fn check_ip_address(object: &IPAddress, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, address_name, &meta, errors);
    let (spec, parent) = (Path::ROOT.field("spec"), &object.spec.parent_ref);
    let path = spec.field("parentRef");
    let (group, namespace) =
        (parent.group.as_deref().unwrap_or_default(), parent.namespace.as_deref().unwrap_or_default());
    if !group.is_empty() {
        errors.content(&path.field("group"), group, content::dns_subdomain(group));
    }
    for (field, value, help) in [
        ("resource", parent.resource.as_str(), "write the resource, such as `services`"),
        ("name", parent.name.as_str(), "write the name of the object"),
    ] {
        let at = path.field(field);
        if errors.present(&at, value, help) {
            errors.content(&at, value, content::path_segment(value, false));
        }
    }
    if !namespace.is_empty() {
        errors.content(&path.field("namespace"), namespace, content::path_segment(namespace, false));
    }
}

/// `ValidateIPAddressName`.
fn address_name(name: &str, _: bool) -> Option<FormatError> {
    content::ip(name)
}

/// `ValidateServiceCIDR`.
pub(super) fn check_service_cidr(object: &ServiceCIDR, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, metadata::subdomain_name, &meta, errors);
    let blocks = object.spec.as_ref().and_then(|spec| spec.cidrs.as_deref()).unwrap_or_default();
    let spec = Path::ROOT.field("spec");
    let path = spec.field("cidrs");
    match blocks {
        [] => {
            errors.required(&path, "list a block such as `10.96.0.0/16`");
            return;
        }
        [one, other] if is_v6(one) == is_v6(other) => {
            let why = "are of one family";
            errors.invalid(&path, blocks.join(", "), why, "list one IPv4 and one IPv6 block");
        }
        [_, _, _, ..] => {
            errors.invalid(&path, blocks.join(", "), "are more than two", "list one IPv4 and one IPv6 block");
        }
        _ => {}
    }
    for (index, block) in blocks.iter().enumerate() {
        errors.content(&path.index(index), block, content::cidr(block));
    }
}

fn is_v6(block: &str) -> bool {
    block.contains(':')
}
