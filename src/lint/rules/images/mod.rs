//! Image references.

mod latest_image;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[&latest_image::RULE];
