//! Reads a text of any size part by part. A part is some whole documents; of a list that is bigger than a part, it is some
//! whole items. The text is cut where Kubernetes' own readers see a border, before any of it is parsed.

use std::io::Read;
use std::sync::Arc;

use memchr::{memchr, memchr_iter};

use super::block_list;
use super::part::{Content, Items, ListKind, Part, PartSizes, TooLarge};
use super::scan::{self, Then};
use super::split::separator_end;
use super::stream::piece;
use super::syntax::SyntaxError;
use crate::source::{Position, Source, Span, wide_encoding};

/// The parts of a text, in order.
pub struct Parts<'a> {
    name: String,
    from: Box<dyn Read + Send + 'a>,
    sizes: PartSizes,
    /// Bytes that were read and belong to no part yet.
    buffer: Vec<u8>,
    /// The place of the first of them in the text.
    first: Position,
    /// True if there is nothing more to read.
    is_at_end: bool,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Documents,
    /// Behind a JSON document, and before the separator that may follow it.
    BehindDocument,
    Items(Form, Arc<ListKind>),
    BehindItems(Form, Arc<ListKind>),
    /// Behind something that cannot be read on: the next separator is looked for.
    Lost,
    Ended,
}

/// The style of a list.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// JSON, and true behind an item, where a comma has to follow.
    Json(bool),
    /// Block style, and the blanks before each item.
    Block(usize),
}

/// The outcome of a look at what was read so far.
enum Step {
    Part(Part),
    /// The state has changed.
    Again,
    /// More has to be read.
    More,
}

impl std::fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts").field("name", &self.name).field("first", &self.first).finish_non_exhaustive()
    }
}

impl<'a> Parts<'a> {
    /// Begins to read a text. What cannot be read ends it: `from` has to keep in mind why.
    pub fn new(name: impl Into<String>, from: Box<dyn Read + Send + 'a>, sizes: PartSizes) -> Self {
        Self {
            name: name.into(),
            from,
            sizes: PartSizes { part: sizes.part.min(sizes.largest).max(1), largest: sizes.largest.max(1) },
            buffer: Vec::new(),
            first: Position::FIRST,
            is_at_end: false,
            state: State::Documents,
        }
    }

    /// Reads until so many bytes are there, or no more are.
    fn fill(&mut self, bytes: usize) {
        let missing = bytes.saturating_sub(self.buffer.len());
        if missing > 0 && !self.is_at_end {
            let read = (&mut self.from).take(missing as u64).read_to_end(&mut self.buffer);
            self.is_at_end = read.map_or(true, |count| count < missing);
        }
    }

    /// Passes over the first bytes of what was read.
    fn pass(&mut self, bytes: usize) -> Vec<u8> {
        let rest = self.buffer.split_off(bytes);
        let passed = std::mem::replace(&mut self.buffer, rest);
        self.first = self.first.after(&passed);
        passed
    }

    /// Makes a part of the first bytes of what was read.
    fn part(&mut self, bytes: usize, content: Content) -> Step {
        let is_whole = self.first.offset == 0 && self.is_at_end && bytes == self.buffer.len();
        let first = self.first;
        let bytes = self.pass(bytes);
        let name = &*self.name;
        let read = if is_whole { Source::from_bytes(name, bytes) } else { Source::part_from_bytes(name, bytes, first) };
        let (source, not_text) = match read {
            Ok(source) => (source, None),
            Err(mut wrong) => {
                let masked = wrong.take_masked();
                let source = if is_whole { Source::new(name, masked) } else { Source::part(name, masked, first) };
                (source, Some(wrong))
            }
        };
        Step::Part(Part { source, not_text, content })
    }

    /// Makes a part that stands for something in the text.
    fn stand_in(&self, text: &str, content: Content) -> Step {
        Step::Part(Part { source: Source::part(&self.name, text, self.first), not_text: None, content })
    }

    fn step(&mut self) -> Step {
        match self.state.clone() {
            State::Documents => self.documents(),
            State::BehindDocument => self.behind_document(),
            State::Items(form, list) => self.items(form, list),
            State::BehindItems(form, list) => self.behind_items(form, list),
            State::Lost => self.lost(),
            State::Ended => Step::More,
        }
    }

    fn documents(&mut self) -> Step {
        let (text, all) = (&self.buffer, self.buffer.len());
        let is_last = self.is_at_end && all <= self.sizes.part;
        let is_encoded = self.first.offset == 0 && wide_encoding(text).is_some();
        if is_encoded {
            self.is_at_end = true;
        }
        if (is_last || is_encoded) && all > 0 {
            return self.part(all, Content::Documents);
        }
        if let Some(end) = separator_end(text) {
            return self.part(end, Content::Documents);
        }
        if let Some(end) = scan::objects_end(text) {
            self.state = State::BehindDocument;
            return self.part(end, Content::Documents);
        }
        if let Some(step) = self.list_start() {
            return step;
        }
        if self.is_at_end && all > 0 { self.part(all, Content::Documents) } else { Step::More }
    }

    /// Goes into a list, if the document is one.
    fn list_start(&mut self) -> Option<Step> {
        if let Some(start) = scan::list_start(&self.buffer) {
            let list = self.list_kind(closed(&self.buffer[..start.key]))?;
            self.pass(start.items);
            self.state = State::Items(Form::Json(false), Arc::new(list));
            return Some(Step::Again);
        }
        let start = block_list::list_start(&self.buffer)?;
        let list = self.list_kind(self.buffer[..start.items].to_vec())?;
        self.state = State::Items(Form::Block(start.indent), Arc::new(list));
        Some(self.part(start.items, Content::ListStart))
    }

    /// Reads what the fields before the items say; `None` if this is no list.
    fn list_kind(&self, fields: Vec<u8>) -> Option<ListKind> {
        let source = Arc::new(Source::part_from_bytes(&self.name, fields, self.first).ok()?);
        let stream = piece(&source, 0..source.text().len(), 0, false);
        let tree = stream.documents.first()?.tree.as_ref().ok()?;
        let field = |name| tree.root().get(name).and_then(|node| node.as_str().map(str::to_owned));
        let list = ListKind { api_version: field("apiVersion"), kind: field("kind") };
        list.kind.as_ref().is_none_or(|kind| kind.ends_with("List")).then_some(list)
    }

    fn items(&mut self, form: Form, list: Arc<ListKind>) -> Step {
        let items = match form {
            Form::Json(is_behind_item) => scan::items(&self.buffer, is_behind_item),
            Form::Block(indent) => block_list::items(&self.buffer, indent, self.is_at_end),
        };
        if !items.spans.is_empty() {
            let have_dashes = matches!(form, Form::Block(_));
            if !have_dashes {
                let has_comma = self.buffer[..items.end].ends_with(b",");
                self.state = State::Items(Form::Json(!has_comma), Arc::clone(&list));
            }
            return self.part(items.end, Content::Items(Items { spans: items.spans, have_dashes, list }));
        }
        match items.then {
            Then::End => {
                self.pass(items.end + usize::from(matches!(form, Form::Json(_))));
                self.state = State::BehindItems(form, list);
                Step::Again
            }
            Then::Broken => self.broken(items.end, "the items of a list are separated by commas"),
            Then::More if self.is_at_end => self.broken(items.end, UNENDED),
            Then::More => Step::More,
        }
    }

    fn behind_items(&mut self, form: Form, list: Arc<ListKind>) -> Step {
        match form {
            Form::Json(_) => {
                let Some(end) = scan::rest_of_object(&self.buffer) else {
                    return if self.is_at_end { self.broken(0, UNENDED) } else { Step::More };
                };
                self.state = State::BehindDocument;
                if let Some((comma, b',')) = scan::after_blanks(&self.buffer, 0) {
                    // What follows is an object of its own with a bracket before it.
                    self.buffer[comma] = b'{';
                    return self.part(end, Content::ListEnd(list));
                }
                self.pass(end);
                self.stand_in("{}", Content::ListEnd(list))
            }
            Form::Block(_) => {
                let end = separator_start(&self.buffer).or(self.is_at_end.then_some(self.buffer.len()));
                let Some(end) = end else { return Step::More };
                self.state = State::BehindDocument;
                self.part(end, Content::ListEnd(list))
            }
        }
    }

    fn behind_document(&mut self) -> Step {
        let Some((at, _)) = scan::after_blanks(&self.buffer, 0) else {
            self.pass(self.buffer.len());
            return Step::More;
        };
        let is_at_line_start = self.first.column == 1 && at == 0 || self.buffer[..at].ends_with(b"\n");
        let rest = &self.buffer[at..];
        if is_at_line_start && rest.len() < 3 && b"---".starts_with(rest) && !self.is_at_end {
            return Step::More;
        }
        if is_at_line_start && rest.starts_with(b"---") {
            let Some(line) = memchr(b'\n', &self.buffer[at..]) else {
                return if self.is_at_end { self.go_on(at) } else { Step::More };
            };
            let end = at + line + 1;
            let is_good = separator_end(&[b"\n", &self.buffer[at..end]].concat()).is_some();
            return self.go_on(if is_good { end } else { at });
        }
        self.go_on(at)
    }

    fn go_on(&mut self, from: usize) -> Step {
        self.pass(from);
        self.state = State::Documents;
        Step::Again
    }

    /// Ends a list that cannot be read on.
    fn broken(&mut self, at: usize, message: &str) -> Step {
        self.pass(at);
        self.state = State::Lost;
        let place = Span::new(self.first.offset, self.first.offset);
        self.stand_in("", Content::Broken(SyntaxError::new(place, message, "write the whole list")))
    }

    fn lost(&mut self) -> Step {
        match separator_start(&self.buffer) {
            Some(at) => {
                self.pass(at);
                self.state = State::BehindDocument;
                Step::Again
            }
            None => {
                // A separator may be there in part.
                self.pass(self.buffer.len().saturating_sub(if self.is_at_end { 0 } else { 4 }));
                Step::More
            }
        }
    }
}

const UNENDED: &str = "the text ends within a list";

/// The beginning of the first line that begins with `---`.
fn separator_start(text: &[u8]) -> Option<usize> {
    let mut lines = std::iter::once(0).chain(memchr_iter(b'\n', text).map(|at| at + 1));
    lines.find(|&at| text[at..].starts_with(b"---"))
}

/// The first fields of a JSON object, up to the key of another, as an object of their own.
fn closed(fields: &[u8]) -> Vec<u8> {
    let mut object = fields.trim_ascii_end().to_vec();
    match object.last_mut() {
        Some(comma) if *comma == b',' => *comma = b'}',
        _ => object.push(b'}'),
    }
    object
}

impl Iterator for Parts<'_> {
    type Item = Result<Part, TooLarge>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut bytes = self.sizes.part;
        loop {
            self.fill(bytes);
            match self.step() {
                Step::Part(part) => return Some(Ok(part)),
                Step::Again => bytes = self.sizes.part,
                Step::More if self.is_at_end => return None,
                Step::More if self.buffer.len() < bytes => {}
                Step::More if bytes >= self.sizes.largest => {
                    (self.state, self.is_at_end) = (State::Ended, true);
                    return Some(Err(TooLarge { line: self.first.line }));
                }
                Step::More => bytes = (bytes * 2).min(self.sizes.largest),
            }
        }
    }
}
