//! From a description to the objects it becomes: entries looked up, ports given out, volumes wired, objects put
//! together. Nothing is text yet.

pub(in crate::pattern) mod account;
pub(in crate::pattern) mod assemble;
pub(in crate::pattern) mod availability;
pub(in crate::pattern) mod containers;
pub(in crate::pattern) mod credentials;
pub(in crate::pattern) mod custom;
pub(in crate::pattern) mod exposure;
pub(in crate::pattern) mod fill;
pub(in crate::pattern) mod fill_cluster;
pub(in crate::pattern) mod fill_error;
pub(in crate::pattern) mod fill_request;
pub(in crate::pattern) mod filling;
pub(in crate::pattern) mod given;
pub(in crate::pattern) mod known_values;
pub(in crate::pattern) mod main_env;
pub(in crate::pattern) mod main_lists;
pub(in crate::pattern) mod metrics;
pub(in crate::pattern) mod mounts;
pub(in crate::pattern) mod notes;
pub(in crate::pattern) mod objects;
pub(in crate::pattern) mod overrides;
pub(in crate::pattern) mod patched;
pub(in crate::pattern) mod planned;
pub(in crate::pattern) mod pod;
pub(in crate::pattern) mod ports;
pub(in crate::pattern) mod resolve;
pub(in crate::pattern) mod resolved_helper;
pub(in crate::pattern) mod service_ports;
pub(in crate::pattern) mod services;
pub(in crate::pattern) mod template;
pub(in crate::pattern) mod volume_source;
pub(in crate::pattern) mod volumes;
