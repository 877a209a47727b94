//! Kustomizations and Helm charts, turned into objects by their own programs. The only door to `kubectl kustomize` and
//! `helm template`; nothing is fetched, and what a program prints and how long it takes are bounded.

mod chart;
mod error;
mod kustomization;
mod program;
mod renderable;

pub use chart::template_named;
pub use error::RenderError;
pub use kustomization::FILE_NAMES;
pub use renderable::{Origins, Renderable, Rendered};
