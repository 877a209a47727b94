//! Reports as one self-contained page: its own style and script, nothing from elsewhere, and a policy that lets the browser
//! run nothing else. What a page shows stands in it as plain HTML; the script only filters.

pub(super) mod inspect;
pub(super) mod lint;
mod page;
