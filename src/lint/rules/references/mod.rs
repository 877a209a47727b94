//! Between objects.

mod dangling_pod_address;
mod incomplete_member_list;
mod misdirected_scaler;
mod mismatched_count;
mod misspelt_reference;
mod misspelt_selector;
mod overlapping_selector;
mod unknown_backend_port;
mod unknown_config_address;
mod unknown_config_key;
mod unknown_config_object;
mod unknown_governing_service;
mod unknown_monitor_port;
mod unknown_service_port;
mod unknown_target_port;
mod unmeasurable_autoscaler;
mod unserved_target_port;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &dangling_pod_address::RULE,
    &incomplete_member_list::RULE,
    &misdirected_scaler::RULE,
    &mismatched_count::RULE,
    &misspelt_reference::RULE,
    &misspelt_selector::RULE,
    &overlapping_selector::RULE,
    &unknown_backend_port::RULE,
    &unknown_config_address::RULE,
    &unknown_config_key::RULE,
    &unknown_config_object::RULE,
    &unknown_governing_service::RULE,
    &unknown_monitor_port::RULE,
    &unknown_service_port::RULE,
    &unknown_target_port::RULE,
    &unmeasurable_autoscaler::RULE,
    &unserved_target_port::RULE,
];
