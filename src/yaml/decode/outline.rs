//! The structs a type is made of, learnt from what it asks a deserializer for.

use crate::yaml::{FieldPath, Path};

/// A struct somewhere in a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Struct {
    /// The place where it stands; lists are entered at `[0]`, maps at the empty key.
    pub path: FieldPath,
    /// Its fields.
    pub fields: &'static [&'static str],
}

/// The structs met so far.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) structs: Vec<Struct>,
    /// Names of the structs being entered, outermost first.
    entered: Vec<&'static str>,
}

impl Outline {
    /// Enters a struct; false where it is within itself.
    pub(super) fn enter(&mut self, name: &'static str, fields: &'static [&'static str], path: &Path<'_>) -> bool {
        if self.entered.contains(&name) {
            return false;
        }
        self.entered.push(name);
        self.structs.push(Struct { path: path.to_buf(), fields });
        true
    }

    pub(super) fn leave(&mut self) {
        self.entered.pop();
    }
}
