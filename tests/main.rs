//! Integration tests, one binary.

mod catalogue;
mod conformance;
mod decode;
mod escaping;
mod harness;
mod hostile;
mod rules;
mod validity;
mod yaml;
