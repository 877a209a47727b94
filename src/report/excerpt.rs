//! The lines around a place, found without reading the file from its start, and safe to show: no control character
//! of a manifest reaches the terminal, and a line of a megabyte is shown as far as it matters.

use std::borrow::Cow;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::source::{Source, Span};

/// Lines longer than this are cut around the place; minified JSON is one line a file.
const LONG: usize = 200;

/// What is shown of a cut line on either side of the place.
const MARGIN: usize = 40;

/// The text of a file as it is shown. Byte for byte as long as the file's own, so that spans fit both.
#[derive(Debug)]
pub(super) struct Excerpts<'a> {
    source: &'a Source,
    text: Cow<'a, str>,
}

impl<'a> Excerpts<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self { source, text: masked(source.text()) }
    }

    /// The part of `span` on its first line: what is underlined.
    pub(super) fn first_line(&self, span: Span) -> Span {
        let line = self.line(self.source.position(span.start).line);
        Span::new(span.start, span.end.clamp(span.start, line.end.max(span.start)))
    }

    fn line(&self, number: usize) -> Span {
        self.source.line(number).unwrap_or(Span::new(self.text.len(), self.text.len()))
    }

    /// From the first to the last line to show, each counted from 1.
    fn window(&self, span: Span, before: usize, after: usize) -> Result<(Span, usize, usize), MietteError> {
        let (first, last) = (self.source.position(span.start).line, self.source.position(span.end).line);
        let short = |number: &usize| self.line(*number).len() <= LONG;
        if !(first..=last).all(|number| short(&number)) {
            return if span.len() <= LONG { Ok((self.cut(span), first, last)) } else { Err(MietteError::OutOfBounds) };
        }
        let start = (1..first).rev().take(before).take_while(short).last().unwrap_or(first);
        let known = |number: &usize| self.source.line(*number).is_some();
        let end = (last + 1..).take(after).take_while(|number| known(number) && short(number)).last().unwrap_or(last);
        Ok((self.line(start).to(self.line(end)), start, end))
    }

    /// The bytes around a span in a line that is too long to show.
    fn cut(&self, span: Span) -> Span {
        let (first, last) = (self.source.position(span.start).line, self.source.position(span.end).line);
        let mut start = span.start.saturating_sub(MARGIN).max(self.line(first).start);
        let mut end = (span.end + MARGIN).min(self.line(last).end.max(span.end));
        while !self.text.is_char_boundary(start) {
            start += 1;
        }
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        Span::new(start, end)
    }
}

impl SourceCode for Excerpts<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let span = Span::new(span.offset(), span.offset() + span.len());
        let start = self.source.position(span.start);
        let (shown, first, last) = if before + after == 0 {
            (span, start.line, self.source.position(span.end).line)
        } else {
            self.window(span, before, after)?
        };
        let data = self.text.as_bytes().get(shown.start..shown.end).ok_or(MietteError::OutOfBounds)?;
        // miette takes the column for the heading from a reading without context, and else expects whole lines.
        let column = if before + after == 0 { start.column - 1 } else { 0 };
        let name = self.source.name().to_owned();
        let contents = MietteSpanContents::new_named(name, data, shown.into(), first - 1, column, last - first + 1);
        Ok(Box::new(contents))
    }
}

/// The text with every character that could steer a terminal replaced by one of as many bytes.
fn masked(text: &str) -> Cow<'_, str> {
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mask = |c: char| match (steers(c), c.len_utf8()) {
        (false, _) => c,
        (true, 1) => '?',
        (true, 2) => '\u{BF}',
        (true, _) => char::REPLACEMENT_CHARACTER,
    };
    Cow::Owned(text.chars().map(mask).collect())
}

/// A text of one line that is safe to show: what could steer a terminal becomes visible.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    let bad = |c: char| steers(c) || c == '\n' || c == '\r';
    if !text.contains(bad) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if bad(c) { char::REPLACEMENT_CHARACTER } else { c }).collect())
}

/// Control characters but for tab and line breaks, and the marks that reorder text (CVE-2021-42574).
fn steers(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    control || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
