//! The objects that run podpat in a cluster. Knows nothing of flags or files.

mod webhook;

pub use webhook::{DENY_LABEL, NAME, NAMESPACE, SECRET, Trust, WebhookExport};
