//! Between objects.

mod dangling_pod_address;
mod misspelt_selector;
mod unknown_target_port;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] =
    &[&dangling_pod_address::RULE, &misspelt_selector::RULE, &unknown_target_port::RULE];
