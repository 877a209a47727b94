//! Formats of names, keys, numbers, paths and addresses, as the API server tests them. Each test takes a value and
//! gives back what is wrong with it, if anything. Knows nothing of fields or objects.
//!
//! Source: `k8s.io/apimachinery/pkg/util/validation` and `pkg/api/validate/content`.

mod address;
mod cel;
mod form;
mod key;
mod name;
mod number;
mod path;

pub use address::{cidr, ip, legacy_cidr, legacy_ip};
pub use cel::{Environment, Type, cel_expression};
pub use form::FormatError;
pub use key::{c_identifier, config_map_key, env_var_name, http_header_name};
pub use name::{
    annotation_key, dns_1035_label, dns_label, dns_subdomain, dns_subdomain_with_underscore, label_value, port_name,
    qualified_name, wildcard_subdomain,
};
pub use number::{group_id, in_range, not_negative, percent, port_number, positive, user_id};
pub use path::{
    absolute_path, descending_path, domain_prefixed_path, fully_qualified_name, no_backsteps, non_reserved_path,
    path_segment,
};
