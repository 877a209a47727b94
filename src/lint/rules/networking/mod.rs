//! Services, ports, policies.

mod ambiguous_port_name;
mod blocked_by_network_policy;
mod half_isolated_pod;
mod ingress_snippet;
mod ingress_without_service;
mod ingress_without_tls;
mod load_balancer_service;
mod misdirected_scrape;
mod monitor_without_service;
mod network_policy_without_pods;
mod node_port_service;
mod service_on_loopback;
mod service_without_pods;
mod unfit_governing_service;
mod unisolated_pod;
mod unmatched_policy_peer;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &ambiguous_port_name::RULE,
    &blocked_by_network_policy::RULE,
    &half_isolated_pod::RULE,
    &ingress_snippet::RULE,
    &ingress_without_service::RULE,
    &ingress_without_tls::RULE,
    &load_balancer_service::RULE,
    &misdirected_scrape::RULE,
    &monitor_without_service::RULE,
    &network_policy_without_pods::RULE,
    &node_port_service::RULE,
    &service_on_loopback::RULE,
    &service_without_pods::RULE,
    &unfit_governing_service::RULE,
    &unisolated_pod::RULE,
    &unmatched_policy_peer::RULE,
];
