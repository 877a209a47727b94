//! From the parser's events to a tree. Everything that knows `granit-parser` is here, in `syntax` and in `patch`.

use std::ops::Range;
use std::sync::Arc;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, StrInput, StructureStyle, Tag, options};

use super::comment::{Collector, Comment};
use super::depth::MAX_DEPTH;
use super::go_yaml;
use super::patch::Patched;
use super::separators;
use super::syntax::SyntaxError;
use super::tag;
use super::tree::{Builder, Form, NodeId, Tree};
use crate::source::{Source, Span};

/// The parser is built without its feature `comments`, which has it read ahead in other steps and stop at other errors.
fn options() -> Options {
    options! {
        disallow_directives: true,
        emit_anchor_events: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    }
}

/// The reason why reading a chunk stopped.
pub(super) enum Stop {
    /// The parser gave up on the text it was given, having read up to an offset.
    Scan(ScanError, usize),
    /// The parser takes a text that Kubernetes refuses.
    Syntax(SyntaxError),
}

impl From<SyntaxError> for Stop {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}

/// The document that a chunk holds.
pub(super) struct Document {
    pub(super) tree: Tree,
    /// True if there are aliases.
    pub(super) aliases: bool,
    /// The number of mended places within quoted texts.
    pub(super) mended_within_quotes: usize,
}

/// Reads the first document of a chunk, as go-yaml does; `None` where there is none. Adds the comments on the way.
pub(super) fn read(
    source: &Arc<Source>,
    chunk: &Patched<'_>,
    comments: Option<&mut Vec<Comment>>,
) -> Result<Option<Document>, Stop> {
    let comments = comments.map(|comments| Collector::new(chunk, comments));
    let mut reader = Reader {
        chunk,
        comments,
        builder: Builder::new(source, chunk.text().len()),
        from: 0,
        colon: false,
        mended: 0,
        has_separators: separators::are_in(chunk.bare()),
    };
    let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str_with_options(chunk.text(), options());
    let mut unread = None;
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| reader.stopped(error))?;
        if matches!(event, Event::DocumentEnd | Event::StreamEnd) {
            let end = span.byte_range().unwrap_or_default();
            reader.comments_before(end.start);
            unread = first_line(chunk.text(), end.end).map(|line| chunk.span(line.start, line.end));
            break;
        }
        reader.take(event, &span)?;
    }
    let (aliases, mended_within_quotes) = (reader.builder.aliases, reader.mended);
    let tree = reader.builder.finish().map(|tree| Tree { unread, ..tree });
    Ok(tree.map(|tree| Document { tree, aliases, mended_within_quotes }))
}

/// Returns the first line from a place on that is more than a comment, a directive or the end of a document.
fn first_line(text: &str, from: usize) -> Option<Range<usize>> {
    let mut start = from;
    for line in text.get(from..)?.split_inclusive('\n') {
        let said = line.trim();
        let is_end = said.strip_prefix("...").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
        if !(said.is_empty() || said.starts_with(['#', '%']) || is_end) {
            let first = start + line.len() - line.trim_start().len();
            return Some(first..first + said.len());
        }
        start += line.len();
    }
    None
}

struct Reader<'a, 'c> {
    chunk: &'a Patched<'a>,
    comments: Option<Collector<'a, 'c>>,
    builder: Builder,
    /// End of the token before, in the chunk: where to look for the header of a block scalar.
    from: usize,
    /// True if the value just read is absent because its key has taken the colon.
    colon: bool,
    /// The number of mended places the quoted texts hold so far.
    mended: usize,
    /// True if characters of the chunk end a line and stay in values.
    has_separators: bool,
}

impl Reader<'_, '_> {
    fn take(&mut self, event: Event<'_>, at: &granit_parser::Span) -> Result<(), SyntaxError> {
        let local = at.byte_range().unwrap_or_default();
        let span = self.chunk.span(local.start, local.end);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let id = self.scalar(&text, style, tag.as_deref(), at)?;
                self.builder.anchor(anchor, id);
            }
            Event::SequenceStart(StructureStyle::Flow, anchor, _) => self.open(Form::Sequence, true, span, anchor)?,
            Event::SequenceStart(StructureStyle::Block, anchor, _) => {
                let start = go_yaml::dash(self.chunk.text(), local.start);
                self.open(Form::Sequence, false, self.chunk.span(start, local.end), anchor)?;
            }
            Event::MappingStart(style, anchor, _) => {
                self.open(Form::Mapping, style == StructureStyle::Flow, span, anchor)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(local.start..local.end, span.end),
            Event::Alias(anchor) => {
                self.comments_before(local.start);
                go_yaml::name(self.chunk.text(), &local).map_err(|error| self.chunk.moved(error))?;
                self.builder.alias(anchor, span)?;
            }
            Event::Anchor(..) => go_yaml::name(self.chunk.text(), &local).map_err(|error| self.chunk.moved(error))?,
            _ => {}
        }
        self.from = self.from.max(local.end);
        Ok(())
    }

    fn stopped(&mut self, error: ScanError) -> Stop {
        if let Some(comments) = &mut self.comments {
            comments.read_to_error(error.marker().byte_offset().unwrap_or_default());
        }
        Stop::Scan(error, self.from)
    }

    /// Reads the comments up to a token.
    fn comments_before(&mut self, token: usize) {
        if let Some(comments) = &mut self.comments {
            comments.read_to(token);
        }
    }

    fn open(&mut self, form: Form, is_flow: bool, span: Span, anchor: usize) -> Result<(), SyntaxError> {
        let id = self.builder.open(form, is_flow, span)?;
        self.builder.anchor(anchor, id);
        Ok(())
    }

    fn close(&mut self, local: Range<usize>, end: usize) {
        let closed = matches!(self.chunk.text().as_bytes().get(local.start), Some(b']' | b'}')) && !local.is_empty();
        let id = self.builder.close(closed.then_some(end));
        // In `[::1, fe80::]` the parser sees a mapping of the key `fe80:` to nothing; Kubernetes sees a string.
        if let Some(id) = id.filter(|_| self.colon && !closed) {
            self.builder.unwrap_key(id);
        }
        self.colon = false;
    }

    /// A `:` right before `,`, `]` or `}` is part of the text to Kubernetes, and the end of a key to the parser.
    fn absent(&mut self) {
        let [colon, after] = [self.from, self.from + 1].map(|at| self.chunk.text().as_bytes().get(at));
        if colon == Some(&b':') && matches!(after, Some(b',' | b']' | b'}')) {
            let origin = self.chunk.span(self.from, self.from).start;
            self.colon = self.builder.take_colon(origin);
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        at: &granit_parser::Span,
    ) -> Result<NodeId, SyntaxError> {
        let local = at.byte_range().unwrap_or_default();
        let chunk = self.chunk.text();
        let (start, end) = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let header = go_yaml::block_header(chunk, self.from, local.start);
                (header, go_yaml::block_end(chunk, header, local.end))
            }
            _ => (local.start, local.end),
        };
        if let Some(comments) = &mut self.comments {
            comments.pass_scalar(start, end.max(local.end), start < local.start);
        }
        let span = self.chunk.span(start, end);
        if start == end {
            self.absent();
        }
        // The parser gives an absent value the text `~`.
        let text = if start == end { "" } else { text };
        let kept = self
            .has_separators
            .then(|| separators::value(self.chunk.written(start, end.max(local.end)), style, text))
            .flatten();
        let text = kept.as_deref().unwrap_or(text);
        let plain = style == ScalarStyle::Plain;
        if plain && self.builder.is_in_flow() {
            let written = chunk.get(start..end).unwrap_or_default();
            go_yaml::in_flow(written, start).map_err(|error| self.chunk.moved(error))?;
        }
        if style == ScalarStyle::DoubleQuoted {
            go_yaml::escapes(chunk, start, end).map_err(|error| self.chunk.moved(error))?;
        }
        let bare = match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                self.mended += self.chunk.mended_within(start, end);
                self.chunk.span(start + 1, end.max(start + 2) - 1)
            }
            ScalarStyle::Plain => span,
            _ => Span::new(span.start, span.start),
        };
        let (text, plain) = match tag {
            Some(tag) => {
                go_yaml::after_tag(chunk, at.tag_span()).map_err(|error| self.chunk.moved(error))?;
                tag::apply(tag, text, plain, span)?
            }
            None => (text.into(), plain),
        };
        if plain {
            go_yaml::plain(&text, span)?;
        }
        Ok(self.builder.scalar(span, bare, &text, plain))
    }
}
