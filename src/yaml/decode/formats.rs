//! The formats of texts that a family of types knows beyond serde's data model.

use std::borrow::Cow;

use super::problem::What;
use crate::yaml::Node;

/// The value to hand over for a node.
#[derive(Debug)]
pub enum Reading<'t> {
    /// The node as it is.
    AsIs,
    /// This text.
    Text(Cow<'t, str>),
    /// This number.
    Int(i64),
    /// The value is wrong: a problem to note, and a text to go on with.
    Wrong(What, &'static str),
}

/// Formats of named types. A type is named by its newtype, or by what its visitor says it expects.
pub trait Formats {
    /// Returns how to read a node as the type of that name.
    fn read<'t>(&self, name: &str, node: Node<'t>) -> Reading<'t>;

    /// Returns true if a field of a struct is none of the decoder's business, beyond being a string.
    fn skips(&self, _fields: &[&str], _name: &str) -> bool {
        false
    }

    /// A field of a struct that has to be handed over though it is absent, with the text for it.
    fn absent(&self, _owner: &str) -> Option<(&'static str, &'static str)> {
        None
    }
}

/// No formats at all: serde's data model is all there is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

impl Formats for Plain {
    fn read<'t>(&self, _name: &str, _node: Node<'t>) -> Reading<'t> {
        Reading::AsIs
    }
}
