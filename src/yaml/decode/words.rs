//! Problems in words.

use super::problem::{Problem, Shape, What};
use crate::yaml::{Segment, nearest};

impl Problem {
    /// Returns the fault: lower case, no full stop.
    pub fn message(&self) -> String {
        match &self.what {
            What::UnknownField { name, .. } => format!("there is no field `{name}` here"),
            What::WrongType { expected, found: found @ (Shape::List | Shape::Mapping | Shape::Null), .. } => {
                format!("{expected} is expected, and this is {found}")
            }
            What::WrongType { expected, found, text } => format!("{expected} is expected, and `{text}` is {found}"),
            What::OutOfRange { text, low, high } if text.contains(['.', 'e']) => {
                format!("a whole number from {low} to {high} is expected, and `{text}` is none")
            }
            What::OutOfRange { text, low, high } => format!("`{text}` is not between {low} and {high}"),
            What::Malformed { format, text, .. } => format!("`{text}` is not {format}"),
            What::MissingField { name } => format!("`{name}` is missing"),
            What::UnknownVariant { text, .. } => format!("`{text}` is not one of the names allowed here"),
            What::TooBig => "this object is bigger or deeper than podpat reads".to_owned(),
            What::Other(message) => message.clone(),
        }
    }

    /// Returns the help, which says what would be right: one imperative clause.
    pub fn help(&self) -> String {
        match &self.what {
            What::UnknownField { name, known, .. } => field_help(name, known),
            // Compose files write variables as a mapping.
            What::WrongType { expected: "a list", found: Shape::Mapping, .. } if self.is_of("env") => {
                "write each variable as an entry, such as `- {name: LEVEL, value: debug}`".to_owned()
            }
            What::WrongType { expected, found, text } => type_help(expected, *found, text),
            What::OutOfRange { .. } => "write a whole number within these limits".to_owned(),
            What::Malformed { help, .. } => help.clone(),
            What::MissingField { name } => format!("add `{name}`"),
            What::UnknownVariant { text, known } => match nearest(text, known.iter().copied()) {
                Some(name) => format!("did you mean `{name}`? Allowed: {}", list(known)),
                None => format!("write one of {}", list(known)),
            },
            What::TooBig => "split the object, or make it simpler".to_owned(),
            What::Other(_) => "check the value".to_owned(),
        }
    }

    /// Returns true if it is about a field of a name.
    fn is_of(&self, field: &str) -> bool {
        matches!(self.path.segments().last(), Some(Segment::Field(name)) if name == field)
    }
}

fn list(known: &[&str]) -> String {
    known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn field_help(name: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() || known.len() > 12 => "remove it, or move it to where it belongs".to_owned(),
        None => format!("use one of {}", list(known)),
    }
}

fn type_help(expected: &str, found: Shape, text: &str) -> String {
    match (expected, found) {
        ("a string", Shape::Bool | Shape::Number) => format!("put it in quotes: `\"{text}\"`"),
        ("true or false", Shape::String) if matches!(text, "true" | "false") => {
            format!("write `{text}` without quotes")
        }
        ("a list", Shape::Null) => "write the entries, each with a `- ` before it".to_owned(),
        ("a list", Shape::Mapping) => "put a `- ` before each entry".to_owned(),
        ("a list", _) => "write it as an entry of a list: put a `- ` before it".to_owned(),
        ("a mapping", Shape::List) => "take the `- ` out: one mapping of keys and values is meant".to_owned(),
        ("a mapping", _) => "write keys and values, one level further in".to_owned(),
        (_, Shape::String) if text.parse::<f64>().is_ok() && expected.contains("number") => {
            format!("write `{text}` without quotes")
        }
        _ => format!("write {expected}"),
    }
}
