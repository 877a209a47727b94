//! The templates of catalogue entries: how they are filled, in which language values are written, and what they may not do.

pub(in crate::pattern) mod builtin;
pub(in crate::pattern) mod environment;
pub(in crate::pattern) mod expansion;
pub(in crate::pattern) mod failure;
pub(in crate::pattern) mod filters;
pub(in crate::pattern) mod guard;
pub(in crate::pattern) mod language;
mod output;
