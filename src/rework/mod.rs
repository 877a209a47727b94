//! Changes of workloads that exist already: which one is meant, what helpers change in its text, and how that is taken
//! back. Knows nothing of flags or files.

mod add;
mod difference;
mod mark;
mod marked;
mod marks_of;
mod patch;
mod remove;
mod split;
mod target;
mod undo;
mod users;

pub use add::{Reworked, add};
pub use patch::{Patch, patches};
pub use remove::{RemoveError, remove};
pub use split::{SplitOptions, split};
pub use target::{Target, TargetError, Wanted};
