//! One file a verb: the flags a person may type, and the run from what was meant to what is printed.

pub mod completions;
mod streams;

pub use streams::{Streams, WriteError};
