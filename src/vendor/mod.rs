//! Catalogue entries of Git repositories: fetched on demand into `.podpat/vendor/`, locked by commit and digest, and used
//! only where they are what the lock says. Fetching is the only thing that uses the network.

mod digest;
mod fetch;
mod folders;
mod git;
mod lock;
mod sync;
mod vendor_error;

pub use folders::folders;
pub use sync::{Options, sync};
