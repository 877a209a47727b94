//! Output of results, one file a format. A format never decides anything: what is found and how the process ends
//! is settled before.

mod diagnostics;
mod fails;
mod format;
mod github;
mod gitlab;
mod human;
pub mod inspect;
mod item;
mod json;
mod junit;
mod object;
mod sarif;
mod short;

pub use diagnostics::Diagnostics;
pub use fails::Fails;
pub use format::{Format, write};
