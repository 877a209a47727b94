//! Volumes of a Pod: `list` goes through them, `source` picks the kind, and each group of kinds has its own file.

mod cloud;
mod files;
mod list;
mod local;
mod projected;
mod remote;
mod source;
mod template;

pub(super) use files::check_mode;
pub(super) use list::{check_all, check_env_files};
