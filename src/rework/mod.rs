//! Changes of workloads that exist already: which one is meant, and what helpers change in its text. Knows nothing of
//! flags or files.

mod add;
mod difference;
mod target;

pub use add::{Added, add};
pub use target::{Target, TargetError, Wanted};
