//! Texts and places in them. Lines and columns count from one here and nowhere else; every other module
//! speaks in byte spans.

mod excerpts;
mod not_text;
mod piece;
mod span;
mod text;

pub use not_text::{NotText, wide_encoding};
pub use span::{Position, Span};
pub use text::Source;
