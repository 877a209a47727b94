//! What a Pod and the rest of the input say of each container, without judgement: what it is told, runs, listens on,
//! connects to, mounts, and how long it lives. Knows the tables of `knowledge` and nothing of roles or groups.

pub mod address;
pub mod command;
pub mod config_map;
pub mod context;
pub mod coordination;
pub mod endpoint;
pub mod file_access;
pub mod lifetime;
pub mod link;
pub mod member;
pub mod naming;
pub mod network;
pub mod object_index;
pub mod pod_address;
pub mod pod_facts;
pub mod port;
pub mod port_config;
pub mod port_detection;
pub mod program;
pub mod program_ports;
pub mod rbac;
pub mod related;
pub mod scaled_object;
pub mod script;
mod selector_index;
pub mod settings;
pub mod shell;
mod shell_lexer;
pub mod step;
pub mod twins;
pub mod volume;
pub mod workload_facts;
pub mod workload_pods;
pub mod written_file;
