//! One file a verb: the flags a person may type, and the run from what was meant to what is printed.

mod catalogue;
pub mod completions;
pub mod explain;
pub mod export;
mod flag;
pub mod generate;
mod inputs;
pub mod inspect;
pub mod lint;
mod lint_inputs;
mod markdown;
pub mod patterns;
pub mod review;
pub mod rules;
pub mod schema;
#[cfg(feature = "webhook")]
pub mod webhook;

pub use crate::terminal::Streams;
