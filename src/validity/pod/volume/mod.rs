//! Volumes of a Pod: `list` goes through them, `source` picks the kind, and each group of kinds has its own file.

pub(in crate::validity) mod cloud;
mod files;
mod list;
pub(in crate::validity) mod local;
mod projected;
pub(in crate::validity) mod remote;
mod source;
mod template;

pub(super) use list::{check_all, check_env_files};
