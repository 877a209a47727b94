//! Integration tests, one binary.

mod conformance;
mod decode;
mod harness;
mod rules;
mod yaml;
