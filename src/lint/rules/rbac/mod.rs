//! Roles and bindings.

mod missing_api_rights;
mod missing_api_token;
mod role_of_another_namespace;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] =
    &[&missing_api_rights::RULE, &missing_api_token::RULE, &role_of_another_namespace::RULE];
