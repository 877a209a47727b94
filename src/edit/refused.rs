//! The reasons why a change is not made.

use crate::yaml::FieldPath;

/// The reason why a change cannot be made as an edit that is safe.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The path leads nowhere, and nothing can be put there.
    #[error("there is nothing at `{0}`")]
    Missing(FieldPath),
    /// The key is there already.
    #[error("`{0}` is already used")]
    Exists(FieldPath),
    /// The value is written somewhere else.
    #[error("`{0}` is defined through an alias")]
    Alias(FieldPath),
    /// The entry is written somewhere else.
    #[error("`{0}` comes from a merge key")]
    Merged(FieldPath),
    /// Comments would be lost or would belong to something else.
    #[error("comments are in the way at `{0}`")]
    Comments(FieldPath),
    /// YAML allows this form, and next to nobody writes it.
    #[error("`{0}` is written in a form that is not edited")]
    Form(FieldPath),
    /// Two edits change the same bytes.
    #[error("two edits overlap")]
    Overlap,
    /// The text that comes out cannot be read.
    #[error("the text could not be read afterwards: {0}")]
    Unreadable(String),
    /// The text that comes out says something else than was meant.
    #[error("the text would get another meaning: an anchor, or an unusual layout, is in the way")]
    Differs,
}
