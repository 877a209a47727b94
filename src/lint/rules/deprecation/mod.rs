//! Fields, flags and versions on their way out.

mod deprecated_helper_image;
mod deprecated_service_account_field;
mod frozen_registry;
mod legacy_elector;
mod stale_helper_flags;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &deprecated_helper_image::RULE,
    &deprecated_service_account_field::RULE,
    &frozen_registry::RULE,
    &legacy_elector::RULE,
    &stale_helper_flags::RULE,
];
