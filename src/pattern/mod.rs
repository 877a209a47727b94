//! From a short description to Kubernetes objects: the description a user writes, the catalogue of reusable
//! containers, how both resolve to a plan, and how a plan is rendered.

mod address;
mod assemble;
mod blame;
mod catalogue;
mod check;
mod container;
mod description;
mod duration;
mod entry;
mod fields;
mod fill;
mod filters;
mod form;
mod generate;
mod image;
mod item;
mod kind;
mod own;
mod parameter;
mod parameters;
mod patch;
mod plan;
mod ports;
mod problem;
mod render;
mod resolve;
mod schema;
mod services;
mod source;
mod syntax;
mod template;
mod trace;
mod volumes;
mod wired;

pub use catalogue::{Catalogue, CatalogueError, Listed, Origin};
pub use description::Helpers;
pub use entry::{Bind, Entry, Pattern, Port, Side};
pub use generate::{Generated, Request, generate};
pub use kind::Kind;
pub use parameter::{Parameter, Type};
pub use parameters::of as parameters_of;
pub use problem::{Mistakes, Problem, Problems};
pub use render::Rendered;
pub use schema::schema;
pub use source::Wanted;
