//! Scalars: plain, in single and in double quotes. Lines of text are folded where they stand on lines of their own.

use std::ops::Range;

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

impl<'a> Reader<'a, '_> {
    /// Reads the scalar that begins here.
    pub(super) fn scalar(&mut self, within: Within) -> Sure<Token> {
        match self.byte(self.at) {
            b'"' => self.double_quoted(within),
            b'\'' => self.single_quoted(within),
            first => self.plain(first, within),
        }
    }

    /// Adds a scalar to the tree.
    pub(super) fn add(&mut self, Token { start, end, form }: Token) {
        let is_plain = matches!(form, Form::Plain | Form::PlainCopied);
        let quote = usize::from(!is_plain);
        let (span, text) = (self.span(start, end), self.span(start + quote, end - quote));
        match form {
            Form::TextCopied | Form::PlainCopied => drop(self.builder.scalar(span, text, &self.scratch, is_plain)),
            form => self.builder.verbatim(span, text, form),
        }
    }

    fn plain(&mut self, first: u8, within: Within) -> Sure<Token> {
        let start = self.at;
        if !begins_plain(first, self.byte(start + 1)) {
            return Err(Unsure);
        }
        let stop = self.plain_stop(start, within)?;
        self.at = start + self.without_blanks(start..stop).len();
        if matches!(first, b'.' | b'+' | b'-') && not_finite(&self.text[start..self.at]) {
            return Err(Unsure);
        }
        let token = Token { start, end: self.at, form: Form::Plain };
        match self.next_text(stop).filter(|_| within == Within::Block) {
            Some((breaks, next)) if self.byte(next) != b'#' => self.more_lines(token, breaks, next),
            _ => Ok(token),
        }
    }

    /// Reads the lines of a plain scalar from its second on, which comes after so many line breaks.
    fn more_lines(&mut self, first: Token, mut breaks: usize, mut next: usize) -> Sure<Token> {
        self.scratch.clear();
        self.scratch.push_str(&self.text[first.start..first.end]);
        loop {
            let stop = self.plain_stop(next, Within::Block)?;
            // What looks like a list or mapping in the midst of a text is for the parser to refuse.
            if self.byte(stop) == b':' || matches!(self.byte(next), b'-' | b'?') && is_blank(self.byte(next + 1)) {
                return Err(Unsure);
            }
            self.fold(breaks);
            let line = self.without_blanks(next..stop);
            self.scratch.push_str(line);
            (self.line, self.at) = (next, next + line.len());
            match self.next_text(stop) {
                Some(more) if self.byte(more.1) != b'#' => (breaks, next) = more,
                _ => return Ok(Token { start: first.start, end: self.at, form: Form::PlainCopied }),
            }
        }
    }

    /// Returns a piece of the text without the blanks at its end.
    fn without_blanks(&self, piece: Range<usize>) -> &'a str {
        self.text[piece].trim_end_matches(' ')
    }

    /// Returns where the text goes on behind the line break at an offset, and after how many line breaks: in a line that
    /// stands further right than what the text is part of.
    fn next_text(&self, line_end: usize) -> Option<(usize, usize)> {
        let outer = self.levels.last()?.indent;
        let (mut at, mut breaks) = (line_end, 0);
        while self.text.as_bytes().get(at) == Some(&b'\n') {
            let blanks = self.blanks(at + 1);
            (at, breaks) = (at + 1 + blanks, breaks + 1);
            if self.text.as_bytes().get(at).is_some_and(|&byte| byte != b'\n') {
                return (blanks > outer).then_some((breaks, at));
            }
        }
        None
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
                // Kubernetes refuses `[a?]`.
                b'\t' | b'?' => return Err(Unsure),
                _ => return Ok(at),
            }
        }
    }

    /// Returns the offset of the next sign in brackets, or of the end of the line.
    fn flow_sign(&self, from: usize) -> usize {
        let rest = &self.text.as_bytes()[from..];
        from + rest.iter().position(|&byte| is_sign(byte) || matches!(byte, b'?' | b'\n')).unwrap_or(rest.len())
    }

    fn single_quoted(&mut self, within: Within) -> Sure<Token> {
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
                _ => from = self.folded(&mut form, from..at, within)?,
            }
        }
    }

    fn double_quoted(&mut self, within: Within) -> Sure<Token> {
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
                _ => from = self.folded(&mut form, from..at, within)?,
            }
        }
    }

    /// Reads the last piece of a line within quotes; returns where the text goes on.
    fn folded(&mut self, form: &mut Form, piece: Range<usize>, within: Within) -> Sure<usize> {
        let (breaks, next) = self.next_text(piece.end).filter(|_| within == Within::Block).ok_or(Unsure)?;
        if self.byte(piece.end - 1) == b'\t' || self.byte(next) == b'\t' {
            return Err(Unsure);
        }
        let length = self.without_blanks(piece.clone()).len();
        self.copy(form, piece.start..piece.start + length);
        self.fold(breaks);
        self.line = next;
        Ok(next)
    }

    /// Puts a piece of a text that is not the source's, word for word, behind those before.
    fn copy(&mut self, form: &mut Form, piece: Range<usize>) {
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
