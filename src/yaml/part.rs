//! The parts that a text of any size is read in.

use std::ops::Range;
use std::sync::Arc;

use super::syntax::SyntaxError;
use crate::source::{NotText, Source};

/// The bytes of a text that are read at a time.
#[derive(Clone, Copy, Debug)]
pub struct PartSizes {
    /// The bytes of a part, where the text has borders that close to each other.
    pub part: usize,
    /// The most bytes of a part: of one object that is bigger than the others.
    pub largest: usize,
}

/// A part of a text.
#[derive(Debug)]
pub struct Part {
    /// Its text, with `?` in place of bytes that are none.
    pub source: Source,
    /// The reason why it is no text, or not all of it.
    pub not_text: Option<NotText>,
    /// The kind of part.
    pub content: Content,
}

/// The kinds of parts.
#[derive(Clone, Debug)]
pub enum Content {
    /// Documents, each with the separator behind it.
    Documents,
    /// The fields of a list before its items.
    ListStart,
    /// Items of a list.
    Items(Items),
    /// The fields of a list behind its items.
    ListEnd(Arc<ListKind>),
    /// The rest of a list that cannot be read on.
    Broken(SyntaxError),
}

/// Items of a list.
#[derive(Clone, Debug)]
pub struct Items {
    /// The place of each in the text of the part.
    pub spans: Vec<Range<usize>>,
    /// True if each is written with the dash before it, and so is a list of one.
    pub have_dashes: bool,
    /// The fields of the list.
    pub list: Arc<ListKind>,
}

/// The fields of a list that say what its items are, as far as they stand before the items.
#[derive(Debug, Default)]
pub struct ListKind {
    /// `v1`
    pub api_version: Option<String>,
    /// `List`, `PodList`
    pub kind: Option<String>,
}

/// An object is bigger than the most that is read at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// The line on which it begins, from 1.
    pub line: usize,
}
