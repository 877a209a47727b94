//! Keeps running when something fails.

mod command_in_one_string;
mod misused_helper_flags;
mod unterminated_directive;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] =
    &[&command_in_one_string::RULE, &misused_helper_flags::RULE, &unterminated_directive::RULE];
