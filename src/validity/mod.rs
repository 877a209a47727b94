//! Would the API server take it? One file an API area, in the order of the API, each reading like a
//! specification: path, condition, words. The specification is Kubernetes 1.36's own source; docstrings cite the
//! function a check follows. Nothing here knows files or spans: a fault carries the server's field path.

mod address_objects;
mod admission_policy;
mod admission_rule;
mod api_service;
mod autoscaling;
mod claim;
mod config;
pub mod content;
mod controllers;
mod cron;
mod custom_resource;
pub mod decoding;
mod devices;
mod endpoints;
mod field_error;
mod flow_control;
mod ingress;
mod job;
mod job_policy;
mod lease;
mod limit_range;
pub mod metadata;
mod metric;
mod networking;
mod node;
pub mod node_selector;
mod object;
mod persistent_volume;
pub mod pod;
mod policy;
mod priority;
mod quota;
mod rbac;
mod resource_name;
mod rollout;
mod runtime_class;
mod schema;
mod selectable_field;
pub mod selector;
mod service;
mod service_address;
mod service_traffic;
mod statefulset;
mod storage;
mod validate;
mod versions;
mod volume_source;
mod webhook;

pub use crate::k8s::quantity;
pub use field_error::{FieldError, FieldErrors, Reason};
pub use validate::validate;
pub use versions::{Release, UnknownRelease};
