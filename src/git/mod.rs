//! The only door to the `git` program, and what it tells of the lines that changed. Knows nothing of what is in them.

mod changes;
mod error;
mod patch;
mod program;

pub use changes::Changes;
