//! Integration tests, one binary.

mod decode;
mod harness;
mod rules;
mod yaml;
