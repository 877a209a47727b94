//! Output of results, one file a format. A format never decides anything: what is found and how the process ends
//! is settled before.

mod contents;
mod diagnostics;
mod excerpt;
mod fails;
mod fix_diff;
mod format;
mod github;
mod gitlab;
mod html;
mod human;
pub mod inspect;
mod item;
mod json;
mod junit;
mod markdown;
mod markdown_text;
mod object;
mod sarif;
mod short;
mod totals;

pub use contents::{Report, concerned};
pub use diagnostics::Diagnostics;
pub use fails::Fails;
pub use format::{Format, write};
