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
        let start = self.position(span.start);
        // Of a place that is not kept as a whole, its beginning is shown.
        let lines = self.lines_around(span, before, after);
        let shown = match before + after {
            0 if self.get(span).is_none() => Span::new(span.start, span.end.min(lines.end)),
            0 => span,
            _ => lines,
        };
        let data = self.get(shown).ok_or(MietteError::OutOfBounds)?.as_bytes();
        // miette takes the column for the heading from a reading without context, and else expects whole lines.
        let (line, column) =
            if before + after == 0 { (start.line, start.column - 1) } else { (self.position(shown.start).line, 0) };
        let count = self.position(shown.end).line - line + 1;
        let name = self.name().to_owned();
        Ok(Box::new(MietteSpanContents::new_named(name, data, shown.into(), line - 1, column, count)))
    }
}
