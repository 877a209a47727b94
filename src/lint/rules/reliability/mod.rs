//! Keeps running when something fails.

mod command_in_one_string;
mod unterminated_directive;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[&command_in_one_string::RULE, &unterminated_directive::RULE];
