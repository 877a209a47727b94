//! One file a verb: the flags a person may type, and the run from what was meant to what is printed.

mod catalogue;
pub mod completions;
pub mod explain;
pub mod generate;
pub mod inspect;
mod kustomize;
pub mod lint;
mod page;
pub mod patterns;
pub mod rules;
pub mod schema;
mod streams;
mod texts;

pub use streams::{Streams, WriteError};
