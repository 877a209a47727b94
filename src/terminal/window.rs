//! The piece of a source that a diagnostic shows, safe to show: every character visible, and a line of a megabyte cut
//! around the place.

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::visible::{escape, is_hidden, visible};

/// Lines with more bytes are cut around the place; minified JSON is one line a file.
const LONG: usize = 200;
/// Bytes of a cut line that are shown on either side of the place.
const MARGIN: usize = 40;
/// Places further apart are shown apart.
const NEAR: usize = 1600;

/// The parts of a source that are shown.
#[derive(Debug, Default)]
pub(super) struct Windows {
    name: String,
    windows: Vec<Window>,
}

/// One piece. Offsets in it are its own: what is made visible takes more bytes than in the source.
#[derive(Debug)]
struct Window {
    /// The place where it begins, after those before it.
    base: usize,
    text: String,
    /// The line it begins at, from 0.
    line: usize,
    /// The places in it: their start, and the line and column that they have in the source, from 0.
    heads: Vec<(usize, usize, usize)>,
}

impl Windows {
    /// Returns the pieces that show the places of some labels, and the labels as they lie in these pieces. A label
    /// whose place cannot be read is left out.
    pub(super) fn of(source: &dyn SourceCode, labels: Vec<LabeledSpan>) -> (Self, Vec<LabeledSpan>) {
        let mut windows = Self::default();
        let mut moved = Vec::new();
        let (start, end) = (
            labels.iter().map(LabeledSpan::offset).min().unwrap_or_default(),
            labels.iter().map(|label| label.offset() + label.len().min(LONG)).max().unwrap_or_default(),
        );
        let hull = end - start <= NEAR && is_short(source, start, end);
        if hull {
            windows.add(source, (start, end - start).into(), &labels, &mut moved);
        } else {
            for label in &labels {
                windows.add(source, *label.inner(), std::slice::from_ref(label), &mut moved);
            }
        }
        (windows, moved)
    }

    fn add(&mut self, source: &dyn SourceCode, span: SourceSpan, labels: &[LabeledSpan], moved: &mut Vec<LabeledSpan>) {
        let (Ok(head), Ok(whole)) = (source.read_span(&span, 0, 0), source.read_span(&span, 1, 1)) else { return };
        self.name = visible(head.name().unwrap_or_default()).into_owned();
        let data = String::from_utf8_lossy(whole.data());
        let begin = whole.span().offset();
        let (from, to) = shown(&data, span.offset() - begin, span.len());
        let line = whole.line() + data[..from].matches('\n').count();
        let base = self.windows.last().map_or(0, |last| last.base + last.text.len() + 1);
        // A byte order mark takes no column.
        let from = from + if begin + from == 0 && data.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut window = Window { base, text: made_visible(&data[from..to.max(from)]), line, heads: Vec::new() };
        for label in labels {
            let Ok(head) = source.read_span(label.inner(), 0, 0) else { continue };
            let at = |offset: usize| made_visible(&data[from..floor(&data, offset.clamp(from, to.max(from)))]).len();
            let start = (label.offset() - begin).max(from);
            let line_end = data[start.min(data.len())..].find(['\n', '\r']).map_or(to, |end| start + end);
            let (start, end) = (at(start), at((label.offset() + label.len() - begin).min(line_end)));
            window.heads.push((base + start, head.line(), head.column()));
            let text = label.label().map(|text| visible(text).into_owned());
            let span = (base + start, end.saturating_sub(start));
            moved.push(if label.primary() {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            });
        }
        self.windows.push(window);
    }
}

/// Returns true if all lines of a piece are short enough to be shown whole.
fn is_short(source: &dyn SourceCode, start: usize, end: usize) -> bool {
    let Ok(whole) = source.read_span(&(start, end - start).into(), 1, 1) else { return false };
    whole.data().len() <= NEAR + 2 * LONG && whole.data().split(|&byte| byte == b'\n').all(|line| line.len() <= LONG)
}

/// Returns the part of some lines that is shown: the lines of a place of `len` bytes at `at`, with the line before and
/// the line after it where those are short, or some bytes around the place.
fn shown(data: &str, at: usize, len: usize) -> (usize, usize) {
    let at = floor(data, at);
    let own = floor(data, at + len.min(LONG));
    let start = data[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = data[own..].find('\n').map_or(data.len(), |end| own + end);
    if end - start > LONG * 2 || data[start..end].split('\n').any(|line| line.len() > LONG) {
        let line_end = data[at..].find('\n').map_or(data.len(), |end| at + end);
        return (floor(data, at.saturating_sub(MARGIN).max(start)), floor(data, (own + MARGIN).min(line_end)));
    }
    let from = if start <= LONG { 0 } else { start };
    let to = if data.len() - end <= LONG { data.len() } else { end };
    (from, to)
}

/// The nearest start of a character at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}

/// The text with its line breaks and tabs, and everything else that steers a terminal as an escape.
fn made_visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' if rest.peek().is_none_or(|&next| next == '\n') => {}
            '\n' | '\t' => out.push(c),
            _ if is_hidden(c) => escape(c, &mut out),
            _ => out.push(c),
        }
    }
    out
}

impl SourceCode for Windows {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let holds = |window: &&Window| window.base <= start && end <= window.base + window.text.len();
        let window = self.windows.iter().find(holds).ok_or(MietteError::OutOfBounds)?;
        let head = window.heads.iter().find(|(at, ..)| *at == start);
        let contents = match head.filter(|_| before + after == 0) {
            Some(&(_, line, column)) => {
                let data = &window.text.as_bytes()[start - window.base..end - window.base];
                MietteSpanContents::new_named(self.name.clone(), data, *span, line, column, 1)
            }
            None => {
                let (data, count) = (window.text.as_bytes(), window.text.matches('\n').count() + 1);
                let whole = (window.base, data.len()).into();
                MietteSpanContents::new_named(self.name.clone(), data, whole, window.line, 0, count)
            }
        };
        Ok(Box::new(contents))
    }
}
