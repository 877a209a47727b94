//! `.podpat.yaml`: read with the place of every mistake, and applied to the rules of a file.

mod config_error;
mod file;
mod read;
mod rule_selection;
mod threshold;

pub use config_error::{ConfigError, Mistake};
pub use file::{Config, NAME};
pub use rule_selection::RuleSelection;
pub use threshold::Threshold;
