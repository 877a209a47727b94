//! Reads what manifests are made of straight into the arena, without events: block mappings and lists, scalars,
//! comments, lists and mappings in brackets on one line. It is right or it is not sure: at the first
//! byte that could mean something else, the document is left to the parser, which reads it from its beginning.

mod block;
mod block_scalar;
mod bytes;
mod flow;
mod reader;
mod scalar;

pub(super) use block::read;

/// Something stands here that is for the parser to read.
pub(super) struct Unsure;

pub(super) type Sure<T> = Result<T, Unsure>;
