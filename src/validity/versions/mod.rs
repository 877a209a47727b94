//! Changes from one Kubernetes release to the next: the APIs that a release serves, and the fields it knows.

mod api;
mod field;
mod release;

pub(super) use api::check_api;
pub(super) use field::check_fields;
pub use release::{Release, UnknownRelease};
