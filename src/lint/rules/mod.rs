//! Every rule there is: a folder a category, a file a rule.

mod composition;
mod hygiene;
mod registry;
mod validity;

pub use registry::{all, find};
