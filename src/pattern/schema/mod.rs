//! The description as a JSON Schema, with every parameter of the catalogue. Editors complete and check from it; what
//! is true of a description is decided by reading it.
//!
//! Source: `json-schema.org`, draft 2020-12.

mod api_field;
mod container;
mod description;
mod entry;
mod objects;
mod parameter;
mod several_pods;

pub use api_field::API_FIELD;
pub use description::{schema, schema_of};
