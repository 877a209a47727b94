//! From a short description to Kubernetes objects: reading the description, planning the objects, rendering and
//! checking them, and the JSON Schema of descriptions.

mod description;
mod extend;
mod generate;
mod plan;
mod problem;
mod render;
mod schema;

pub use description::{HelperMode, Input, Kind, is_registry};
pub use extend::{Existing, HelperFlags, Stage, extend};
pub use generate::{Generated, Request, generate, generate_each};
pub use problem::{Mistakes, Problem, TemplateFault};
pub use render::Rendered;
pub use schema::{API_FIELD, schema, schema_of};
