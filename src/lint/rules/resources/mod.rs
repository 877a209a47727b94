//! Requests and limits.

mod implausible_quantity;
mod memory_volume_over_limit;
mod missing_cpu_limit;
mod missing_cpu_request;
mod missing_ephemeral_storage;
mod missing_memory_limit;
mod missing_memory_request;
mod uneven_cpu;
mod uneven_ephemeral_storage;
mod uneven_memory;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &implausible_quantity::RULE,
    &memory_volume_over_limit::RULE,
    &missing_cpu_limit::RULE,
    &missing_cpu_request::RULE,
    &missing_ephemeral_storage::RULE,
    &missing_memory_limit::RULE,
    &missing_memory_request::RULE,
    &uneven_cpu::RULE,
    &uneven_ephemeral_storage::RULE,
    &uneven_memory::RULE,
];
