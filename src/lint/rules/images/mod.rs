//! Image references.

mod invalid_image_reference;
mod latest_image;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[&invalid_image_reference::RULE, &latest_image::RULE];
