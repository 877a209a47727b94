//! Turns what was named on the command line into texts to read, with the configuration that holds for each. `lint` and
//! `inspect` share it: files, then kustomizations and tests, then configuration. What the texts say is for `k8s` to read.

mod charts;
mod collect;
mod configured;
mod error;
mod kustomize;
mod names;
mod operator_tests;
mod origins;
mod outline;
mod template;

pub use collect::{Configuration, Intake, Request, collect};
pub use configured::ConfiguredText;
pub use error::InputError;
pub use names::{Limits, STREAM, Text};
pub use origins::lead_back;
