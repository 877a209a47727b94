//! Tidiness of the manifests themselves.

mod default_namespace;
mod duplicate_object;
mod mismatched_instance_label;
mod typographic_character;
mod unread_document;
mod unused_suppression;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[
    &default_namespace::RULE,
    &duplicate_object::RULE,
    &mismatched_instance_label::RULE,
    &typographic_character::RULE,
    &unread_document::RULE,
    &unused_suppression::RULE,
];
