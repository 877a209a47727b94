//! What the containers of a Pod are to each other.

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[];
