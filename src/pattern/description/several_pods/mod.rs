//! Patterns over several Pods: a description with `election`, `queue` or `scatter` is rewritten as descriptions of one
//! workload each, in the words of descriptions and with the places of what was written.

mod election;
mod expand;
mod expanded;
mod leaves;
mod queue;
mod queue_items;
mod redis;
mod scatter;
mod values;

pub(in crate::pattern) use expand::expand;
pub(in crate::pattern) use expanded::{Expanded, MainRole, QueueScale};
