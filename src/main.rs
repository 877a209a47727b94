//! The podpat binary.

fn main() {}
