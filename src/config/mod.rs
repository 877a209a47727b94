//! `.podpat.yaml`: found above the input, read with the place of every mistake, and applied to the rules of a file.

mod choice;
mod file;
mod mistake;
mod read;
mod threshold;

pub use choice::Choice;
pub use file::{Config, NAME};
pub use mistake::{ConfigError, Mistake};
pub use threshold::Threshold;
