//! Would the API server refuse it? Found by reading and by `validity`; declared and documented here.

mod duplicate_key;
mod duplicate_value;
mod forbidden_field;
mod invalid_value;
mod missing_field;
mod newer_field;
mod removed_api;
mod syntax_error;
mod too_long;
mod too_many;
mod unknown_api;
mod unknown_field;
mod unresolved_reference;
mod unsupported_value;
mod wrong_type;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &duplicate_key::RULE,
    &duplicate_value::RULE,
    &forbidden_field::RULE,
    &invalid_value::RULE,
    &missing_field::RULE,
    &newer_field::RULE,
    &removed_api::RULE,
    &syntax_error::RULE,
    &too_long::RULE,
    &too_many::RULE,
    &unknown_api::RULE,
    &unknown_field::RULE,
    &unresolved_reference::RULE,
    &unsupported_value::RULE,
    &wrong_type::RULE,
];
