//! Requests and limits.

mod implausible_quantity;
mod memory_volume_over_limit;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[&implausible_quantity::RULE, &memory_volume_over_limit::RULE];
