//! podpat composes Pods from reusable sidecars, ambassadors and adapters, and says what the containers of
//! existing Pods are to each other.
//!
//! Layers, lowest first; nothing imports upwards, and a test says so:
//! `source`, `wording` → `terminal` → `files`, `yaml` → `k8s` → `catalogue` → `validity`, `composition` → `lint` →
//! `pattern` → `report` → `config` → `intake` → `commands` → `cli`.

pub mod catalogue;
pub mod cli;
pub mod commands;
pub mod composition;
pub mod config;
pub mod files;
pub mod intake;
pub mod k8s;
pub mod lint;
pub mod outcome;
pub mod pattern;
pub mod report;
pub mod source;
pub mod terminal;
pub mod validity;
pub mod wording;
pub mod yaml;
