//! Excerpts of a [`Source`] for messages, found by its table of lines rather than by reading it from the start.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::source::{Source, Span};

impl SourceCode for Source {
    /// Reads whole lines: those of the span, and so many before and after it.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let span = Span::new(span.offset(), span.offset() + span.len());
        let (start, end) = (self.position(span.start), self.position(span.end));
        let (first, last) = (start.line.saturating_sub(before).max(1), end.line + after);
        let shown = if before + after == 0 {
            span
        } else {
            let line = |number| self.line(number).unwrap_or(Span::new(self.text().len(), self.text().len()));
            line(first).to((end.line..=last).rev().find_map(|number| self.line(number)).unwrap_or(line(end.line)))
        };
        let data = self.text().as_bytes().get(shown.start..shown.end).ok_or(MietteError::OutOfBounds)?;
        // miette takes the column for the heading from a reading without context, and else expects whole lines.
        let (line, column) = if before + after == 0 { (start.line, start.column - 1) } else { (first, 0) };
        let count = self.position(shown.end).line - line + 1;
        let name = self.name().to_owned();
        Ok(Box::new(MietteSpanContents::new_named(name, data, shown.into(), line - 1, column, count)))
    }
}
