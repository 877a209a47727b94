//! Would the API server refuse it? Found by reading and by `validity`; declared and documented here.

mod duplicate_key;
mod invalid_value;
mod missing_field;
mod syntax_error;
mod unknown_api;
mod unknown_field;
mod wrong_type;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &duplicate_key::RULE,
    &invalid_value::RULE,
    &missing_field::RULE,
    &syntax_error::RULE,
    &unknown_api::RULE,
    &unknown_field::RULE,
    &wrong_type::RULE,
];
