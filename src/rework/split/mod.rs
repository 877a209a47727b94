//! A workload whose containers are unrelated becomes several, each with a Service where others connect to it: which
//! containers go where, what refers to them, and the texts that come out.

mod addresses;
mod barriers;
mod case;
mod claims;
mod documents;
mod drafts;
mod known_services;
mod labels;
mod neighbours;
mod open_ports;
mod parts;
mod pod_changes;
mod policies;
mod refusal;
mod secret_addresses;
mod services;
mod take_apart;
mod workload;

pub use case::SplitOptions;
pub use take_apart::split;
