//! Decisions: roles, the main container, the groups and the verdict follow from the evidence, and the links and
//! patterns that users see from those.

mod assign_roles;
mod classify;
mod container_function;
mod explain;
mod links;
mod main_container;
mod partition;
mod patterns;

pub(super) use assign_roles::{Decided, Outcome, assign_roles};
pub(super) use classify::{classify, reasons};
pub(super) use explain::explain;
pub(super) use links::{links, name_links};
pub(super) use main_container::{Scores, candidates};
pub use partition::Separation;
pub(super) use partition::{Partition, partition};
pub(super) use patterns::{note_bystanders, patterns};
