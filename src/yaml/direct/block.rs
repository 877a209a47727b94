//! Lines and their indentation: the mappings and lists that are open at a line, and the one that waits for a value.

use std::sync::Arc;

use super::reader::{Level, Reader, Token};
use super::scalar::Within;
use super::{Sure, Unsure, bytes};
use crate::source::{Source, Span};
use crate::yaml::comment::Comment;
use crate::yaml::tree::{Form, Tree};

/// Reads the document that a piece of the source holds, which may be nothing; adds its comments.
///
/// # Errors
/// Fails where it is for the parser to read.
pub(in crate::yaml) fn read(
    source: &Arc<Source>,
    span: Span,
    mut comments: Option<&mut Vec<Comment>>,
) -> Sure<Option<Tree>> {
    let before = comments.as_ref().map_or(0, |comments| comments.len());
    let is_certain = bytes::are_certain(&source.text()[span.start..span.end]);
    let tree = if is_certain { Reader::new(source, span, comments.as_deref_mut()).document() } else { Err(Unsure) };
    if let (Err(Unsure), Some(comments)) = (&tree, comments) {
        comments.truncate(before);
    }
    tree
}

impl Reader<'_, '_> {
    fn document(mut self) -> Sure<Option<Tree>> {
        let has_marker = self.text.starts_with("---");
        if has_marker {
            self.at = 3;
            self.end_line()?;
        }
        while self.next_line() {
            self.content_line()?;
        }
        if has_marker && self.levels.is_empty() {
            return Err(Unsure);
        }
        self.close(|_| true);
        Ok(self.builder.finish())
    }

    /// Goes to the next line with something on it that is no comment; false at the end.
    fn next_line(&mut self) -> bool {
        loop {
            self.line = self.at;
            self.skip_blanks();
            match self.text.as_bytes().get(self.at) {
                None => return false,
                Some(b'\n') => self.at += 1,
                Some(b'#') => self.comment(),
                Some(_) => return true,
            }
        }
    }

    /// Reads a line from its first byte that is no blank.
    fn content_line(&mut self) -> Sure<()> {
        let (indent, is_item) = (self.at - self.line, self.is_item());
        if indent == 0 && self.text[self.at..].starts_with("...") {
            return Err(Unsure);
        }
        // A list may stand as far left as the key that it is the value of.
        let takes = |level: &Level| indent > level.indent || indent == level.indent && is_item && !level.is_list;
        if self.absent.is_some() && self.levels.last().is_none_or(takes) {
            self.absent = None;
            return self.node();
        }
        self.close(|level| level.indent > indent || level.indent == indent && level.is_list && !is_item);
        match self.levels.last() {
            Some(level) if level.indent == indent && level.is_list == is_item => {}
            _ => return Err(Unsure),
        }
        if is_item { self.item() } else { self.entry() }
    }

    /// Ends the innermost lists and mappings as long as they are of some kind; a value that may have come did not.
    fn close(&mut self, ends: impl Fn(&Level) -> bool) {
        if let Some(place) = self.absent.take().filter(|_| !self.levels.is_empty()) {
            let nothing = self.span(place, place);
            self.builder.verbatim(nothing, nothing, Form::Plain);
        }
        while self.levels.pop_if(|level| ends(level)).is_some() {
            self.builder.close(None);
        }
    }

    /// Reads the list, mapping or scalar that begins here.
    fn node(&mut self) -> Sure<()> {
        let (start, indent) = (self.at, self.at - self.line);
        if self.is_item() {
            self.open(Form::Sequence, false, start)?;
            self.levels.push(Level { indent, is_list: true });
            return self.item();
        }
        let is_root = self.levels.is_empty();
        if matches!(self.byte(start), b'[' | b'{' | b'|' | b'>') && !is_root {
            return self.value();
        }
        let scalar = self.scalar(Within::Block)?;
        if self.byte(self.at) == b':' {
            self.open(Form::Mapping, false, start)?;
            self.levels.push(Level { indent, is_list: false });
            return self.entry_of(scalar);
        }
        // Of a document that is a scalar, the parser does not read the comments behind.
        if is_root {
            return Err(Unsure);
        }
        self.add(scalar);
        self.end_line()
    }

    /// Reads an item of a list from its `-`.
    fn item(&mut self) -> Sure<()> {
        self.at += 1;
        self.skip_blanks();
        match self.byte(self.at) {
            b'\n' => {
                self.absent = Some(self.at);
                self.end_line()
            }
            // The parser gives such a value, or list, a place of its own.
            b'#' => Err(Unsure),
            b'-' if self.is_item() && self.is_left_out() => Err(Unsure),
            _ => self.node(),
        }
    }

    /// Returns true if the innermost list stands as far left as its key.
    fn is_left_out(&self) -> bool {
        matches!(&self.levels[..], [.., key, list] if key.indent == list.indent)
    }

    fn entry(&mut self) -> Sure<()> {
        let key = self.scalar(Within::Block)?;
        self.entry_of(key)
    }

    /// Reads an entry of a mapping, of which the key was read.
    fn entry_of(&mut self, key: Token) -> Sure<()> {
        let colon = self.colon(&key)?;
        self.add(key);
        let rest = self.at;
        self.skip_blanks();
        if matches!(self.byte(self.at), b'\n' | b'#') {
            self.absent = Some(colon);
            self.at = rest;
            return self.end_line();
        }
        self.value()
    }

    /// Reads a value that ends on this line, or is a block scalar.
    fn value(&mut self) -> Sure<()> {
        match self.byte(self.at) {
            b'|' | b'>' => return self.block_scalar(),
            b'[' | b'{' => self.flow()?,
            _ => {
                let scalar = self.scalar(Within::Block)?;
                self.add(scalar);
            }
        }
        self.end_line()
    }
}
