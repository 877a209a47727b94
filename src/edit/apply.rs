//! Edits of a text.

use super::refused::Refused;
use crate::source::Span;

/// Bytes of a text, and what is put in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that are replaced; empty where text is only put in.
    pub span: Span,
    /// The text that is put in their place.
    pub text: String,
}

impl Edit {
    /// Puts a text in the place of some bytes.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Puts a text in at an offset.
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self::replace(Span::new(offset, offset), text)
    }

    /// Takes bytes out.
    pub fn remove(start: usize, end: usize) -> Self {
        Self::replace(Span::new(start, end), "")
    }
}

/// Applies edits to a text. Their order does not matter, save that of texts put in at the same offset.
///
/// # Errors
/// Fails if two of them change the same bytes, or one does not lie on the boundaries of characters.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, Refused> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.span);
    let mut out = String::with_capacity(text.len() + sorted.iter().map(|edit| edit.text.len()).sum::<usize>());
    let mut copied = 0;
    for Edit { span, text: new } in sorted {
        // An earlier edit that ends behind the beginning of this one leaves no bytes between.
        out.push_str(text.get(copied..span.start).ok_or(Refused::Overlap)?);
        out.push_str(new);
        copied = span.end;
    }
    out.push_str(text.get(copied..).ok_or(Refused::Overlap)?);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_in_the_order_of_their_places() {
        let edits =
            [Edit::insert(3, "B"), Edit::replace(Span::new(0, 1), "x"), Edit::insert(3, "C"), Edit::remove(1, 2)];
        assert_eq!(apply("abcd", &edits).as_deref(), Ok("xcBCd"));
        assert_eq!(apply("abcd", &[Edit::remove(0, 2), Edit::remove(1, 3)]), Err(Refused::Overlap));
        assert_eq!(apply("ä", &[Edit::insert(1, "x")]), Err(Refused::Overlap));
        assert_eq!(apply("a", &[Edit::remove(0, 9)]), Err(Refused::Overlap));
    }
}
