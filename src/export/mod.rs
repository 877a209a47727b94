//! The objects that run podpat, or its rules, in a cluster. Knows nothing of flags or files.

mod admission;
mod policy;
mod webhook;

pub use policy::policies;
pub use webhook::{DENY_LABEL, NAME, NAMESPACE, SECRET, Trust, WebhookExport};
