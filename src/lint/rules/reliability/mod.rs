//! Keeps running when something fails.

mod command_in_one_string;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[&command_in_one_string::RULE];
