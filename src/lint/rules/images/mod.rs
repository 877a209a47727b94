//! Image references.

mod cached_image;
mod invalid_image_reference;
mod latest_image;
mod undigested_image;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] =
    &[&cached_image::RULE, &invalid_image_reference::RULE, &latest_image::RULE, &undigested_image::RULE];
