//! The objects that run podpat in a cluster. Knows nothing of flags or files.

mod webhook;

pub use webhook::{Trust, WebhookExport};
