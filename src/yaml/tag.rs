//! The effect of a tag on a scalar (go-yaml v2, `resolve.go` and `decode.go`). Tags on lists and mappings change
//! nothing.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use granit_parser::Tag;

use super::resolve::{Scalar, resolve};
use super::syntax::SyntaxError;
use crate::source::Span;

/// The text to keep, and whether it takes its meaning from itself or is a string.
pub(super) fn apply<'a>(
    tag: &Tag,
    text: &'a str,
    plain: bool,
    span: Span,
) -> Result<(Cow<'a, str>, bool), SyntaxError> {
    let Some(name) = tag.suffix_in_namespace("tag:yaml.org,2002:") else {
        return Ok((text.into(), false));
    };
    let value = resolve(text);
    let sound = match &*name {
        "binary" => return binary(text, span),
        "int" => matches!(value, Scalar::Int(_) | Scalar::Uint(_)),
        "float" => matches!(value, Scalar::Int(_) | Scalar::Float(_)),
        "bool" => matches!(value, Scalar::Bool(_)),
        "null" => value == Scalar::Null,
        "timestamp" => return timestamp(text, span),
        // `!!merge <<` is the merge key.
        "merge" => return Ok((text.into(), plain || text == "<<")),
        // `str`, and tags that go-yaml does not know.
        _ => return Ok((text.into(), false)),
    };
    if sound {
        return Ok((text.into(), true));
    }
    let message = format!("this value is not a `!!{name}`");
    Err(SyntaxError::new(span, message, "take the tag out, or write a value of that type"))
}

fn binary(text: &str, span: Span) -> Result<(Cow<'_, str>, bool), SyntaxError> {
    let text: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    match STANDARD.decode(&text) {
        // What is not UTF-8 becomes U+FFFD in JSON.
        Ok(bytes) => Ok((String::from_utf8_lossy(&bytes).into_owned().into(), false)),
        Err(_) => Err(SyntaxError::new(span, "this value is not base64", "encode it with `base64`")),
    }
}

/// A date, and maybe a time: Kubernetes keeps the text.
fn timestamp(text: &str, span: Span) -> Result<(Cow<'_, str>, bool), SyntaxError> {
    let shape: String = text.chars().take(40).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let date = ["0000-00-00", "0000-0-0", "0000-00-0", "0000-0-00"].iter().any(|date| shape.starts_with(date));
    if date {
        return Ok((text.into(), false));
    }
    Err(SyntaxError::new(span, "this value is not a `!!timestamp`", "take the tag out"))
}
