//! Services, ports, policies.

mod ambiguous_port_name;
mod misdirected_scrape;
mod service_on_loopback;
mod unmatched_policy_peer;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] =
    &[&ambiguous_port_name::RULE, &misdirected_scrape::RULE, &service_on_loopback::RULE, &unmatched_policy_peer::RULE];
