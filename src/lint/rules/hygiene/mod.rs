//! Tidiness of the manifests themselves.

mod unused_suppression;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[&unused_suppression::RULE];
