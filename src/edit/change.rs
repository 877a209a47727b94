//! Changes of what a document says, before they are edits of its text.

use serde_json::{Map, Value};

use crate::yaml::FieldPath;

/// A change of what an object says. Paths begin at the object. Values may have [`COMMENT`](crate::yaml::COMMENT) keys.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Gives the field at a path a value, whatever it had; makes it, and the mappings above it, where they are missing.
    Set(FieldPath, Value),
    /// Adds entries to the mapping at a path.
    Insert(FieldPath, Map<String, Value>, Spot),
    /// Adds an item to the list at a path, in front of the one at an index, or at the end of the list.
    InsertItem(FieldPath, usize, Value),
    /// Takes an entry or an item out, with the comments of its own.
    Remove(FieldPath),
    /// Takes the entry of the key at an offset of the text out, of a key that stands more than once in the mapping at
    /// the path: of two entries the last one counts.
    RemoveRepeated(FieldPath, usize),
    /// Gives the key of an entry another name.
    Rename(FieldPath, String),
    /// Puts a comment on a line of its own right above an entry or item in block style.
    Comment(FieldPath, String),
    /// Takes such a comment out again.
    Uncomment(FieldPath, String),
    /// Takes an entry or item out as [`Remove`](Self::Remove) does, in block style with its comments from the one that
    /// says this text on; those above that one stay. One that is alone in its block is refused.
    TakeOut(FieldPath, Option<String>),
    /// Gives the field at a path the text back that it had before, which `written` returned. A list or
    /// mapping in block style goes with the comments of its first part, from the one that says this text on.
    Restore(FieldPath, String, Option<String>),
}

/// The place of new entries among those of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// Behind all others.
    End,
    /// Right in front of the entry of a key.
    Before(String),
    /// Right behind the entry of a key.
    After(String),
}

impl Change {
    /// The index that means the end of a list.
    pub const END: usize = usize::MAX;

    /// Returns the path of what is changed.
    pub const fn path(&self) -> &FieldPath {
        match self {
            Self::Set(path, _)
            | Self::Insert(path, ..)
            | Self::InsertItem(path, ..)
            | Self::Remove(path)
            | Self::RemoveRepeated(path, _)
            | Self::Rename(path, _)
            | Self::Comment(path, _)
            | Self::Uncomment(path, _)
            | Self::TakeOut(path, _)
            | Self::Restore(path, ..) => path,
        }
    }

    /// Adds one entry at the end of the mapping at a path.
    pub fn insert(mapping: FieldPath, key: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::Insert(mapping, std::iter::once((key.into(), value.into())).collect(), Spot::End)
    }

    /// Adds an item at the end of the list at a path.
    pub fn append(list: FieldPath, value: impl Into<Value>) -> Self {
        Self::InsertItem(list, Self::END, value.into())
    }
}
