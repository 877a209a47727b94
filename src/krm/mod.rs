//! podpat as a KRM function, as kustomize and kpt run them: a `ResourceList` in, one out. What it does is said by the
//! `functionConfig`: it adds the objects of a description, adds helpers to a workload, or reports findings.
//!
//! Source of the format: github.com/kubernetes-sigs/kustomize, cmd/config/docs/api-conventions/functions-spec.md.

mod function;
mod report;
mod resource_list;

pub use function::run;
pub use resource_list::is_resource_list;
