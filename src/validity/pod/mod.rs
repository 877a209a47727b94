//! Pods and pod templates, one file an area of the API, in the order of the API. The defaults is put together in
//! `object`, the spec in `spec`; what a part has to know of the rest of the Pod it learns from `defaults`.

mod admission;
mod affinity;
mod annotations;
mod apparmor;
mod claim;
mod container;
mod devices;
mod downward;
mod env;
mod ephemeral;
mod file_mode;
mod init;
mod mount;
mod network;
mod object;
mod os;
mod pod_resources;
mod port;
mod probe;
mod resources;
mod restart;
mod seccomp;
mod security;

mod pod_defaults;
mod spec;
mod spread;
mod sysctl;
mod toleration;
pub(super) mod volume;
mod windows;

pub use object::{check, check_template};
pub(super) use resources::check_overhead;
pub(super) use toleration::check_all as check_tolerations;
