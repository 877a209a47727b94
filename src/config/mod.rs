//! `.podpat.yaml`: read with the place of every mistake, and applied to the rules of a file.

mod baseline_file;
mod config_error;
mod extend;
mod file;
pub mod keys;
mod pattern_source;
mod read;
mod rule_selection;
mod schema;
mod threshold;

pub use baseline_file::{baseline_text, load_baseline};
pub use config_error::ConfigError;
pub use file::{Config, NAME};
pub use pattern_source::PatternSource;
pub use rule_selection::RuleSelection;
pub use schema::schema;
pub use threshold::Threshold;
