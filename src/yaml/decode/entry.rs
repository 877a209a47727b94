//! Where decoding begins, and what it keeps while it goes on.

use std::cell::{Cell, RefCell};

use serde::Deserialize;

use super::deserializer::De;
use super::formats::{Formats, Plain};
use super::problem::{Error, Problem, What};
use crate::source::Span;
use crate::yaml::{Node, Path};

/// A value, as far as there is one, and all that was wrong.
#[derive(Debug)]
pub struct Decoded<T> {
    /// The value, with stand-ins for what was wrong; `None` where a type insists on what is not there.
    pub value: Option<T>,
    /// What was wrong, in the order of the text.
    pub problems: Vec<Problem>,
}

/// Structs in one object: what takes three bytes of text may take a kilobyte of memory. The biggest real objects
/// (custom resource definitions) have about 20 000.
const STRUCTS: u32 = 50_000;

/// Decodes a node.
pub fn decode<'t, T: Deserialize<'t>>(node: Node<'t>) -> Decoded<T> {
    decode_with(node, &Plain)
}

/// Decodes a node into types with formats of their own.
pub fn decode_with<'t, T: Deserialize<'t>>(node: Node<'t>, formats: &dyn Formats) -> Decoded<T> {
    let context = Context { formats, problems: RefCell::default(), structs: Cell::new(STRUCTS) };
    let de = De { node, key: None, owner: None, path: &Path::ROOT, context: &context };
    let place = de.place();
    let value = match T::deserialize(de) {
        Ok(value) => Some(value),
        Err(error) => {
            context.settle(error, place, &Path::ROOT);
            None
        }
    };
    Decoded { value, problems: context.problems.into_inner() }
}

pub(super) struct Context<'a> {
    pub(super) formats: &'a dyn Formats,
    problems: RefCell<Vec<Problem>>,
    structs: Cell<u32>,
}

impl Context<'_> {
    pub(super) fn note(&self, what: What, span: Span, path: &Path<'_>) {
        self.problems.borrow_mut().push(Problem { what, span, path: path.to_buf() });
    }

    /// Notes why a type stopped, unless that is noted already.
    pub(super) fn settle(&self, error: Error, span: Span, path: &Path<'_>) -> Error {
        if let Some(what) = error.0 {
            self.note(what, span, path);
        }
        Error(None)
    }

    /// Counts a struct; false where there are too many.
    pub(super) fn count(&self) -> bool {
        let left = self.structs.get();
        self.structs.set(left.saturating_sub(1));
        left > 0
    }
}
