//! Would the API server take it? One file an API area, in the order of the API, each reading like a
//! specification: path, condition, words. The specification is Kubernetes 1.36's own source; docstrings cite the
//! function a check follows. Nothing here knows files or spans: a fault carries the server's field path.

pub mod content;
pub mod decoding;
mod fault;
mod judge;
pub mod metadata;
pub mod object;
pub mod selector;

pub use crate::k8s::quantity;
pub use fault::{Fault, Faults, Reason};
pub use judge::judge;
