//! Integration tests, one binary.

mod conformance;
mod decode;
mod harness;
mod hostile;
mod rules;
mod yaml;
