//! The rules in one list, sorted by id.

use std::sync::LazyLock;

use super::{
    composition, deprecation, hygiene, images, networking, rbac, references, reliability, resources, security, validity,
};
use crate::lint::Rule;

static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let mut rules = [
        composition::RULES,
        deprecation::RULES,
        hygiene::RULES,
        images::RULES,
        networking::RULES,
        rbac::RULES,
        references::RULES,
        reliability::RULES,
        resources::RULES,
        security::RULES,
        validity::RULES,
    ]
    .concat();
    rules.sort_by_key(|rule| rule.id);
    rules
});

/// Every rule, sorted by id.
pub fn all() -> &'static [&'static Rule] {
    &RULES
}

/// The rule of that id.
pub fn find(id: &str) -> Option<&'static Rule> {
    let at = all().binary_search_by(|rule| rule.id.cmp(id)).ok()?;
    Some(all()[at])
}
