//! The beginning of decoding, and the state it keeps on the way.

use std::cell::{Cell, RefCell};

use serde::Deserialize;

use super::deserializer::De;
use super::formats::{Formats, Plain};
use super::outline::{Outline, Struct};
use super::problem::{Error, Problem, Problems, What};
use crate::source::Span;
use crate::yaml::{Node, Path, Tree};

/// A value, as far as there is one, and all that was wrong.
#[derive(Debug)]
pub struct Decoded<T> {
    /// The value, with stand-ins for what was wrong; `None` where a type insists on what is not there.
    pub value: Option<T>,
    /// The problems, in the order of the text; of each kind at most [`KEPT`](super::KEPT).
    pub problems: Vec<Problem>,
}

/// Structs in one object: what takes three bytes of text may take a kilobyte of memory. The biggest real objects
/// (custom resource definitions) have about 20 000.
const STRUCTS: u32 = 50_000;

/// Structs within structs: each costs the stack kilobytes. Real ones (schemas in custom resource definitions) have
/// about 30.
const DEPTH: u32 = 50;

/// Decodes a node.
pub fn decode<'t, T: Deserialize<'t>>(node: Node<'t>) -> Decoded<T> {
    decode_with(node, &Plain)
}

/// Decodes a node into types with formats of their own.
pub fn decode_with<'t, T: Deserialize<'t>>(node: Node<'t>, formats: &dyn Formats) -> Decoded<T> {
    let context = Context {
        formats,
        problems: RefCell::default(),
        structs: Cell::new(STRUCTS),
        depth: Cell::new(0),
        outline: None,
    };
    let de = De { node, key: None, owner: None, path: &Path::ROOT, context: &context };
    let place = de.place();
    let value = match T::deserialize(de) {
        Ok(value) => Some(value),
        Err(error) => {
            context.settle(error, place, &Path::ROOT);
            None
        }
    };
    Decoded { value, problems: context.problems.into_inner().into_vec() }
}

/// The structs a type is made of, without decoding anything: a null is handed over for everything, and every field of
/// every struct comes once. A struct within itself is not followed.
pub fn outline<T: for<'t> Deserialize<'t>>(formats: &dyn Formats) -> Vec<Struct> {
    let tree = Tree::null();
    let outline = Some(RefCell::default());
    let context =
        Context { formats, problems: RefCell::default(), structs: Cell::new(STRUCTS), depth: Cell::new(0), outline };
    let de = De { node: tree.root(), key: None, owner: None, path: &Path::ROOT, context: &context };
    // A type that stops at a null ends the outline there.
    drop(T::deserialize(de));
    context.outline.map(|outline| outline.into_inner().structs).unwrap_or_default()
}

pub(super) struct Context<'a> {
    pub(super) formats: &'a dyn Formats,
    problems: RefCell<Problems>,
    structs: Cell<u32>,
    depth: Cell<u32>,
    /// Set where not a value is decoded, but the type explored.
    pub(super) outline: Option<RefCell<Outline>>,
}

impl Context<'_> {
    pub(super) fn note(&self, what: What, span: Span, path: &Path<'_>) {
        self.problems.borrow_mut().add(what, span, path);
    }

    /// Notes why a type stopped, unless that is noted already.
    pub(super) fn settle(&self, error: Error, span: Span, path: &Path<'_>) -> Error {
        if let Some(what) = error.0 {
            self.note(what, span, path);
        }
        Error(None)
    }

    /// Enters a struct; false where there are too many, side by side or one in the other.
    pub(super) fn enter(&self) -> bool {
        let (left, depth) = (self.structs.get(), self.depth.get());
        if left == 0 || depth == DEPTH {
            return false;
        }
        self.structs.set(left - 1);
        self.depth.set(depth + 1);
        true
    }

    /// Leaves the struct entered last.
    pub(super) fn leave(&self) {
        self.depth.set(self.depth.get() - 1);
    }
}
