//! The bound on nesting that holds for every text: YAML, JSON, descriptions and `--set`.

/// Levels of nesting podpat follows; the deepest real manifests have about 60.
pub const MAX_DEPTH: usize = 256;

/// The bytes of stack that a thread needs to follow them in the plainest build.
pub const STACK: usize = 16 << 20;
