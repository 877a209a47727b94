//! Documents become typed objects: which kind a document is, its type from `k8s-openapi`, where the pod spec stands
//! in each kind, and containers with their kind of slot.

mod pod;

pub use pod::{Container, Pod, Slot};
