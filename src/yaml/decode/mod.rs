//! Decodes any serde type from a node, the way Go decodes JSON, and never stops at the first fault: a value of the
//! wrong type is noted and a stand-in handed over, an unknown field is noted and passed by.

mod access;
mod deserializer;
mod entry;
mod formats;
mod outline;
mod problem;
mod spanned;
mod words;

pub use entry::{decode, decode_with, outline};
pub use formats::{Formats, Reading};
pub use outline::Struct;
pub use problem::{KEPT, Problem, Shape, What};
pub use spanned::Spanned;
