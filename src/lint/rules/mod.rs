//! Every rule there is: a folder a category, a file a rule.

mod composition;
mod deprecation;
mod hygiene;
mod images;
mod networking;
mod rbac;
mod references;
mod registry;
mod reliability;
mod resources;
mod security;
mod validity;

pub use registry::{all, find};
