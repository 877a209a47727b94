//! What an attacker could use.

mod root_under_run_as_non_root;
mod unwritable_image_folder;

use crate::lint::Rule;

pub(super) static RULES: &[&Rule] = &[&root_under_run_as_non_root::RULE, &unwritable_image_folder::RULE];
