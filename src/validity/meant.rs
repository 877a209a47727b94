//! What was meant by something that the server refuses, told from what is wrong and not from the words about it.

use serde_json::{Value, json};

use crate::k8s::Manifest;
use crate::yaml::{FieldPath, Problem, Shape, What, nearest};

/// The repair of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// The thing that was meant.
    pub wanted: Wanted,
    /// True if nothing else can have been meant.
    pub is_certain: bool,
}

/// The thing that was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Another name of the field.
    Name(String),
    /// Another place of the field.
    Place(FieldPath),
    /// Another value.
    Value(Value),
}

impl Meant {
    /// Another value.
    pub(super) fn value(value: impl Into<Value>, is_certain: bool) -> Self {
        Self { wanted: Wanted::Value(value.into()), is_certain }
    }

    /// One of the values allowed: certain where only the case of letters differs.
    pub(super) fn one_of(value: &str, allowed: &[&str]) -> Option<Self> {
        let near = nearest(value, allowed.iter().copied())?;
        Some(Self::value(near, near.eq_ignore_ascii_case(value)))
    }

    /// Returns what was meant by something that does not fit its type.
    pub(super) fn of(manifest: &Manifest, problem: &Problem) -> Option<Self> {
        match &problem.what {
            What::UnknownField { name, known, .. } => {
                let Some(near) = nearest(name, known.iter().copied()) else {
                    let place = manifest.suggest_place(&problem.path)?;
                    return Some(Self { wanted: Wanted::Place(place), is_certain: false });
                };
                let distance = strsim::damerau_levenshtein(&near.to_lowercase(), &name.to_lowercase());
                let is_certain = distance <= 1 || distance == 2 && near.len() >= 8;
                Some(Self { wanted: Wanted::Name(near.to_owned()), is_certain })
            }
            What::UnknownVariant { text, known } => Self::one_of(text, known),
            What::WrongType { expected, found, .. } => {
                let node = manifest.node().at(&problem.path)?;
                let text = node.text();
                match (*expected, found) {
                    ("a string", Shape::Number | Shape::Bool) => Some(Self::value(text, true)),
                    ("a whole number", Shape::String) => text.trim().parse().ok().map(|it: i64| Self::value(it, true)),
                    ("true or false", Shape::String) => bool_of(text).map(|it| Self::value(it, true)),
                    ("a list", Shape::String | Shape::Mapping) => Some(Self::value(json!([node.to_json()]), false)),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

fn bool_of(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}
