//! The pieces of a text that are read at a time: documents, and items of long lists. Reading them takes nothing but the
//! text, so that it can go on ahead, on a thread of its own, while the objects before are looked at.

use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, Scope};

use super::invalid_utf8;
use super::read::{Read, Stray, Why, item, objects, trees};
use crate::source::{NotText, Source, Span};
use crate::yaml::{self, Content, Items, ListKind, Node, Part, Parts, STACK, Shape, Stream, SyntaxError, TooLarge};

/// The objects of a piece, and the part of the text that it stands in; or the object that is too large to be read.
pub(super) type Piece = Result<(Arc<Source>, Read), TooLarge>;

/// The pieces of a text, in order.
pub(super) type Pieces<'a> = Box<dyn Iterator<Item = Piece> + Send + 'a>;

/// Pieces of one part that are handed from one thread to another at a time.
const BATCH: usize = 64;

/// Reads the pieces of a text when they are asked for; comments where a part contains `comment_mark`.
pub(super) fn in_order<'a>(name: &str, parts: Parts<'a>, comment_mark: Option<&'a str>) -> Pieces<'a> {
    let source = Arc::new(Source::new(name, ""));
    let (rest, not_text) = (Rest::None, None);
    Box::new(PieceReader { parts, source, rest, not_text, index: 0, comment_mark, has_comments: false })
}

/// Reads pieces before they are asked for: up to two batches. Memory holds no more than three parts of the text.
pub(super) fn ahead<'scope>(pieces: Pieces<'scope>, scope: &'scope Scope<'scope, '_>) -> Pieces<'scope> {
    let (send, receive) = sync_channel(1);
    let pieces = Arc::new(Mutex::new(pieces));
    let theirs = Arc::clone(&pieces);
    let read = move || {
        let mut batch: Vec<Piece> = Vec::new();
        for piece in &mut *theirs.lock().unwrap_or_else(PoisonError::into_inner) {
            let is_full = batch.len() == BATCH || batch.last().is_some_and(|last| part(last) != part(&piece));
            // Where sending fails, nobody asks for more.
            if is_full && send.send(std::mem::take(&mut batch)).is_err() {
                return;
            }
            batch.push(piece);
        }
        drop(send.send(batch));
    };
    match Builder::new().stack_size(STACK).spawn_scoped(scope, read) {
        Ok(_) => Box::new(receive.into_iter().flatten()),
        // Where there is no thread to be had, they are read when they are asked for.
        Err(_) => match Arc::into_inner(pieces) {
            Some(pieces) => pieces.into_inner().unwrap_or_else(PoisonError::into_inner),
            None => Box::new(std::iter::empty()),
        },
    }
}

/// Tells the part of a text that a piece stands in.
fn part(piece: &Piece) -> Option<*const Source> {
    piece.as_ref().ok().map(|(source, _)| Arc::as_ptr(source))
}

struct PieceReader<'a> {
    parts: Parts<'a>,
    /// The part that is being read.
    source: Arc<Source>,
    rest: Rest,
    not_text: Option<NotText>,
    /// The number of the document that comes next, or is being read.
    index: usize,
    comment_mark: Option<&'a str>,
    /// True if the part has comments that are wanted.
    has_comments: bool,
}

/// The pieces of a part that were not read so far.
enum Rest {
    Documents(yaml::Chunks),
    Items(Items, usize),
    ListStart,
    ListEnd(Arc<ListKind>),
    Broken(SyntaxError),
    None,
}

impl Iterator for PieceReader<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some(read) = self.text() {
                return Some(Ok((Arc::clone(&self.source), read)));
            }
            match self.parts.next()? {
                Ok(part) => self.begin(part),
                Err(too_large) => return Some(Err(too_large)),
            }
        }
    }
}

impl PieceReader<'_> {
    fn begin(&mut self, part: Part) {
        let source = Arc::new(part.source);
        self.has_comments = self.comment_mark.is_some_and(|mark| source.text().contains(mark));
        self.rest = match part.content {
            Content::Documents => Rest::Documents(yaml::chunks_from(&source, self.has_comments, self.index)),
            Content::ListStart => Rest::ListStart,
            Content::Items(items) => Rest::Items(items, 0),
            Content::ListEnd(list) => Rest::ListEnd(list),
            Content::Broken(error) => Rest::Broken(error),
        };
        (self.source, self.not_text) = (source, part.not_text);
    }

    /// Reads the next piece of the part.
    fn piece(&mut self) -> Option<Read> {
        match std::mem::replace(&mut self.rest, Rest::None) {
            Rest::Documents(mut chunks) => {
                let read = objects(chunks.next()?);
                self.index = chunks.next_index();
                self.rest = Rest::Documents(chunks);
                Some(read)
            }
            Rest::ListStart => Some(Read { manifests: Vec::new(), strays: Vec::new(), ..objects(self.whole()) }),
            Rest::Items(items, at) => {
                let span = items.spans.get(at)?.clone();
                let stream = yaml::piece(&self.source, span.clone(), self.index, self.has_comments);
                let mut read = item(stream, &items.list, items.have_dashes);
                if read.documents.is_empty() {
                    let span = self.source.origin(Span::new(span.start, span.end));
                    read.strays.push(Stray {
                        document: self.index,
                        span,
                        why: Why::Shape(Shape::Null),
                        keys: Vec::new(),
                    });
                }
                self.rest = Rest::Items(items, at + 1);
                Some(Read { is_continued: true, ..read })
            }
            Rest::ListEnd(list) => {
                let read = list_end(self.whole(), &list, (self.index, self.source.origin(Span::default())));
                self.index += 1;
                Some(Read { is_continued: true, ..read })
            }
            Rest::Broken(error) => {
                let stray = Stray { document: self.index, span: error.span, why: Why::Syntax(error), keys: Vec::new() };
                self.index += 1;
                Some(Read { strays: vec![stray], is_continued: true, ..Read::default() })
            }
            Rest::None => None,
        }
    }

    fn whole(&self) -> Stream {
        yaml::piece(&self.source, 0..self.source.text().len(), self.index, self.has_comments)
    }

    /// Reads the next piece, or all pieces of a part that is no text throughout: the documents that are none are looked for
    /// in all of it.
    fn text(&mut self) -> Option<Read> {
        let Some(wrong) = self.not_text.take() else { return self.piece() };
        let mut all = Read::default();
        while let Some(read) = self.piece() {
            all.manifests.extend(read.manifests);
            all.strays.extend(read.strays);
            all.documents.extend(read.documents);
            all.comments.extend(read.comments);
            all.is_continued = read.is_continued;
        }
        all.documents.dedup_by_key(|(index, _)| *index);
        invalid_utf8::set_aside(&wrong, &mut all);
        Some(all)
    }
}

/// Reads the fields behind the items of a list, which say whether it is one if those before did not. They stand in a
/// document, at a place.
fn list_end(stream: Stream, list: &ListKind, (document, span): (usize, Span)) -> Read {
    let is_empty = stream.documents.is_empty();
    let mut read = trees(stream, |mut reader| {
        let root = reader.tree.root();
        let field = |name| root.get(name).and_then(Node::as_str).filter(|text| !text.is_empty());
        let api_version = list.api_version.as_deref().or_else(|| field("apiVersion"));
        let kind = list.kind.as_deref().or_else(|| field("kind"));
        match (api_version, kind) {
            (Some(_), Some(kind)) if kind.ends_with("List") => {}
            (Some(_), Some(kind)) => {
                let span = root.entry("kind").map_or(root.span(), |entry| entry.value.span());
                let message = format!("the `items` of this {kind} were read as a list of objects");
                let help = "put `kind` before `items`, so that it is known not to be a list".to_owned();
                reader.stray(span, Why::Syntax(SyntaxError { message, help, span }));
            }
            _ => reader.unidentified(root, api_version, kind),
        }
    });
    let is_known = list.api_version.is_some() && list.kind.is_some();
    if is_empty && !is_known {
        let field = if list.kind.is_none() { "kind" } else { "apiVersion" };
        let meant = list.api_version.is_some() || list.kind.is_some();
        read.strays.push(Stray { document, span, why: Why::Unidentified { field, meant }, keys: Vec::new() });
    }
    read
}
