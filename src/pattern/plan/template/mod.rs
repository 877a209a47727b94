//! Catalogue entries are data with holes; how the holes are filled.

pub(in crate::pattern) mod builtin;
pub(in crate::pattern) mod environment;
pub(in crate::pattern) mod filters;
pub(in crate::pattern) mod guard;
pub(in crate::pattern) mod language;
