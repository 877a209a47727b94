//! Integration tests, one binary.

mod yaml;
