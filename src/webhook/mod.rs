//! The admission webhook: HTTPS/1.1 with a thread a connection, all of it bounded, around [`crate::review`]. It keeps
//! nothing between requests but counts, so that as many of them can run as one likes. Knows nothing of flags.

mod certificate;
mod connection;
mod http;
mod metrics;
mod pages;
mod server;
mod shared;

pub use certificate::CertificateFiles;
pub use server::{Server, ServerConfig};
