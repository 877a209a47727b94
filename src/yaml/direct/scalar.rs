//! Scalars of one line: plain, in single and in double quotes.

use memchr::{memchr2, memchr3};

use super::reader::{Reader, Token, is_blank};
use super::{Sure, Unsure};
use crate::yaml::resolve::not_finite;
use crate::yaml::search;
use crate::yaml::tree::Form;

/// The surroundings of a plain scalar.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// Lines of their own.
    Block,
    /// Brackets.
    Flow,
}

impl Reader<'_, '_> {
    /// Reads the scalar that begins here.
    pub(super) fn scalar(&mut self, within: Within) -> Sure<Token> {
        match self.byte(self.at) {
            b'"' => self.double_quoted(),
            b'\'' => self.single_quoted(),
            first => self.plain(first, within),
        }
    }

    /// Adds a scalar to the tree.
    pub(super) fn add(&mut self, Token { start, end, form }: Token) {
        let quote = usize::from(form != Form::Plain);
        let (span, text) = (self.span(start, end), self.span(start + quote, end - quote));
        match form {
            Form::TextCopied => drop(self.builder.scalar(span, text, &self.scratch, false)),
            form => self.builder.verbatim(span, text, form),
        }
    }

    fn plain(&mut self, first: u8, within: Within) -> Sure<Token> {
        let start = self.at;
        if !begins_plain(first, self.byte(start + 1)) {
            return Err(Unsure);
        }
        let stop = self.plain_stop(start, within)?;
        let blanks = self.text.as_bytes()[start..stop].iter().rev().take_while(|&&byte| byte == b' ').count();
        self.at = stop - blanks;
        if matches!(first, b'.' | b'+' | b'-') && not_finite(&self.text[start..self.at]) {
            return Err(Unsure);
        }
        Ok(Token { start, end: self.at, form: Form::Plain })
    }

    /// Returns the end of the plain scalar that begins at an offset, with the blanks behind it.
    fn plain_stop(&self, start: usize, within: Within) -> Sure<usize> {
        let mut at = start;
        loop {
            at = match within {
                Within::Block => search::sign(self.text.as_bytes(), at, *b":#"),
                Within::Flow => self.flow_sign(at),
            };
            let next = self.byte(at + 1);
            match self.byte(at) {
                b':' if is_blank(next) => return Ok(at),
                // `[a:, b]` is read in more than one way.
                b':' if within == Within::Flow && is_sign(next) => return Err(Unsure),
                b'#' if self.byte(at - 1) == b' ' => return Ok(at),
                b':' | b'#' => at += 1,
                b'\t' => return Err(Unsure),
                _ => return Ok(at),
            }
        }
    }

    /// Returns the offset of the next sign in brackets, or of the end of the line.
    fn flow_sign(&self, from: usize) -> usize {
        let rest = &self.text.as_bytes()[from..];
        from + rest.iter().position(|&byte| is_sign(byte) || byte == b'\n').unwrap_or(rest.len())
    }

    fn single_quoted(&mut self) -> Sure<Token> {
        let start = self.at;
        let (mut from, mut form) = (start + 1, Form::Text);
        loop {
            let at = from + memchr2(b'\'', b'\n', &self.text.as_bytes()[from..]).ok_or(Unsure)?;
            match [self.byte(at), self.byte(at + 1)] {
                [b'\'', b'\''] => {
                    self.copy(&mut form, from..at + 1);
                    from = at + 2;
                }
                [b'\'', _] => return Ok(self.quoted(start, from, at, form)),
                _ => return Err(Unsure),
            }
        }
    }

    fn double_quoted(&mut self) -> Sure<Token> {
        let start = self.at;
        let (mut from, mut form) = (start + 1, Form::Text);
        loop {
            let at = from + memchr3(b'"', b'\\', b'\n', &self.text.as_bytes()[from..]).ok_or(Unsure)?;
            match self.byte(at) {
                b'"' => return Ok(self.quoted(start, from, at, form)),
                b'\\' => {
                    self.copy(&mut form, from..at);
                    self.scratch.push(escaped(self.byte(at + 1)).ok_or(Unsure)?);
                    from = at + 2;
                }
                _ => return Err(Unsure),
            }
        }
    }

    /// Puts a piece of a text that is not the source's, word for word, behind those before.
    fn copy(&mut self, form: &mut Form, piece: std::ops::Range<usize>) {
        if *form == Form::Text {
            self.scratch.clear();
            *form = Form::TextCopied;
        }
        self.scratch.push_str(&self.text[piece]);
    }

    /// Ends a quoted scalar at its closing quote; its last piece begins at `from`.
    fn quoted(&mut self, start: usize, from: usize, quote: usize, form: Form) -> Token {
        if form == Form::TextCopied {
            self.scratch.push_str(&self.text[from..quote]);
        }
        self.at = quote + 1;
        Token { start, end: self.at, form }
    }
}

/// Returns true if a plain scalar may begin with a byte, before another: one that is no indicator of YAML.
const fn begins_plain(first: u8, next: u8) -> bool {
    match first {
        b'-' => !is_blank(next) && !is_sign(next),
        b'?' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@' | b'`' | b' ' | b'\n' => false,
        first => !is_sign(first),
    }
}

/// Returns true for signs that may end a plain scalar.
const fn is_sign(byte: u8) -> bool {
    matches!(byte, b':' | b'#' | b',' | b'[' | b']' | b'{' | b'}' | b'\t')
}

/// Returns the character that an escape of one letter stands for.
const fn escaped(letter: u8) -> Option<char> {
    Some(match letter {
        b'"' => '"',
        b'\\' => '\\',
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        _ => return None,
    })
}
