//! The only door to the file system: what is read is a regular file of bounded size, no folder is entered twice, links
//! lead no further than the user pointed, and what is written is there whole or not at all. Knows nothing of what the
//! bytes say.

mod digest;
mod discover;
mod error;
mod folder;
mod ignored;
mod open;
mod patterns;
mod plain;
mod read;
mod size;
mod walk;
mod write;

pub use digest::digest;
pub use discover::{Discovered, Wanted, discover};
pub use error::FileError;
pub use folder::{is_plain_file, remove_folder, replace_folder, size_below, temporary_folder};
pub use ignored::repository;
pub use open::{At, absolute, at, exists, is_folder, link_below, relative, size, without_links};
pub use patterns::Patterns;
pub use plain::plain;
pub use read::{Bounded, bytes, bytes_within, stream, text};
pub use size::Size;
pub use walk::{PassedOver, entries, walk};
pub use write::{Existing, WriteFileError, WriteSet, make_folder, overwrite, remove, write};
