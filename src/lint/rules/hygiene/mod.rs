//! Tidiness of the manifests themselves.

mod duplicate_object;
mod typographic_character;
mod unused_suppression;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[&duplicate_object::RULE, &typographic_character::RULE, &unused_suppression::RULE];
