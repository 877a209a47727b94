//! The words about fields that are those of the Kubernetes API.

/// The end of their descriptions; editors offer such fields after those that are podpat's own.
pub const API_FIELD: &str = "as in the Kubernetes API";
