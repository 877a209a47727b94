//! What changed from one Kubernetes release to the next: which APIs a release serves, and which fields it knows.

mod api;
mod field;
mod release;

pub(super) use api::check_api;
pub(super) use field::check_fields;
pub use release::{Release, UnknownRelease};
