//! JSON documents: kubectl tries JSON first where a text begins with `{`, and JSON knows escapes that YAML does not.

use std::sync::Arc;

use super::search;
use super::syntax::SyntaxError;
use super::tree::{Builder, Form, Tree};
use crate::source::{Source, Span};

/// A JSON value and where it stands.
pub(super) type Value = (Span, Result<Tree, SyntaxError>);

/// The JSON values of a piece of the source, one after the other; `None` where it is not JSON throughout.
pub(super) fn read(source: &Arc<Source>, span: Span) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    let mut reader = Reader { source, text: &source.text()[span.start..span.end], base: span.start, at: 0 };
    // Go's decoder takes a byte order mark for a syntax error, and YAML takes over.
    while reader.peek().is_some() {
        let start = reader.at;
        let tree = match reader.document() {
            Ok(tree) => Ok(tree),
            Err(Trouble::NotJson) => return None,
            Err(Trouble::Deep(error)) => {
                values.push((span, Err(error)));
                return Some(values);
            }
        };
        values.push((reader.span(start), tree));
    }
    Some(values)
}

enum Trouble {
    NotJson,
    Deep(SyntaxError),
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    text: &'a str,
    base: usize,
    at: usize,
}

impl Reader<'_> {
    /// The next byte that is not a blank.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b' ') => self.at += search::spaces(bytes, self.at),
                Some(b'\n' | b'\t' | b'\r') => self.at += 1,
                byte => return byte.copied(),
            }
        }
    }

    fn span(&self, start: usize) -> Span {
        Span::new(self.base + start, self.base + self.at)
    }

    fn expect(&mut self, byte: u8) -> Result<(), Trouble> {
        if self.peek() != Some(byte) {
            return Err(Trouble::NotJson);
        }
        self.at += 1;
        Ok(())
    }

    fn document(&mut self) -> Result<Tree, Trouble> {
        let mut builder = Builder::new(self.source, self.text.len() - self.at);
        self.value(&mut builder)?;
        builder.finish().ok_or(Trouble::NotJson)
    }

    /// One value; the builder's limit of nesting is the recursion's.
    fn value(&mut self, builder: &mut Builder) -> Result<(), Trouble> {
        match self.peek().ok_or(Trouble::NotJson)? {
            b'{' => self.list(builder, Form::Mapping, b'}'),
            b'[' => self.list(builder, Form::Sequence, b']'),
            b'"' => self.string(builder),
            _ => self.word(builder),
        }
    }

    fn list(&mut self, builder: &mut Builder, form: Form, end: u8) -> Result<(), Trouble> {
        self.at += 1;
        builder.open(form, true, self.span(self.at - 1)).map_err(Trouble::Deep)?;
        let mut more = self.peek() != Some(end);
        while more {
            if form == Form::Mapping {
                self.peek();
                self.string(builder)?;
                self.expect(b':')?;
            }
            self.value(builder)?;
            more = self.peek() == Some(b',');
            self.at += usize::from(more);
        }
        self.expect(end)?;
        builder.close(Some(self.base + self.at));
        Ok(())
    }

    fn string(&mut self, builder: &mut Builder) -> Result<(), Trouble> {
        let start = self.at;
        self.expect(b'"')?;
        let (bytes, mut has_escapes) = (self.text.as_bytes(), false);
        loop {
            self.at = search::sign(bytes, self.at.min(bytes.len()), *b"\"\\");
            match bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => (self.at, has_escapes) = (self.at + 2, true),
                _ => return Err(Trouble::NotJson),
            }
        }
        self.at += 1;
        let inner = Span::new(self.base + start + 1, self.base + self.at - 1);
        if !has_escapes {
            builder.verbatim(self.span(start), inner, Form::Text);
            return Ok(());
        }
        let token = self.text.get(start..self.at).ok_or(Trouble::NotJson)?;
        let text: String =
            serde_json::from_str(token).or_else(|_| lone_surrogates(token)).map_err(|_| Trouble::NotJson)?;
        builder.scalar(self.span(start), inner, &text, false);
        Ok(())
    }

    /// `true`, `false`, `null` or a number.
    fn word(&mut self, builder: &mut Builder) -> Result<(), Trouble> {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        self.at += rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'-')).count();
        let token = &self.text[start..self.at];
        // The meaning is that of the same plain scalar, but the grammar is narrower.
        if !is_usual(token) {
            serde_json::from_str::<serde_json::Value>(token).map_err(|_| Trouble::NotJson)?;
        }
        let span = self.span(start);
        builder.verbatim(span, span, Form::Plain);
        Ok(())
    }
}

/// Returns true for the words of JSON that are easily told: its three names, and numbers of few digits.
fn is_usual(token: &str) -> bool {
    match token.as_bytes() {
        b"true" | b"false" | b"null" | b"0" => true,
        [b'1'..=b'9', rest @ ..] => rest.len() < 15 && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// Go puts U+FFFD where an escape is half of a pair.
fn lone_surrogates(token: &str) -> Result<String, serde_json::Error> {
    let mut mended = String::with_capacity(token.len());
    let mut rest = token;
    while let Some(at) = rest.find("\\u") {
        mended.push_str(&rest[..at]);
        let unit = |text: &str| text.get(2..6).and_then(|hex| u16::from_str_radix(hex, 16).ok());
        let is = |text: &str, range: std::ops::Range<u16>| {
            text.starts_with("\\u") && unit(text).is_some_and(|u| range.contains(&u))
        };
        let here = &rest[at..];
        let pair = is(here, 0xD800..0xDC00) && here.get(6..).is_some_and(|next| is(next, 0xDC00..0xE000));
        let length = if pair { 12 } else { 6.min(here.len()) };
        let Some(escape) = here.get(..length) else { break };
        mended.push_str(if !pair && is(here, 0xD800..0xE000) { "\\ufffd" } else { escape });
        rest = &here[length..];
    }
    mended.push_str(rest);
    serde_json::from_str(&mended)
}
