//! A plan as text, and the check of that text before anybody sees it.

pub(in crate::pattern) mod check;
pub(in crate::pattern) mod print;
pub(in crate::pattern) mod source_map;

pub use print::Rendered;
