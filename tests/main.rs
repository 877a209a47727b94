//! Integration tests, one binary.

mod decode;
mod yaml;
