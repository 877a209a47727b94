//! The objects of a text that was given to podpat, as every verb takes them: documents with bytes that are no text,
//! templates, and what nobody meant as a manifest are set aside. Memory holds a part of the text and one object of it.

use std::io;
use std::sync::Arc;

use super::invalid_utf8;
use super::other_files::OtherFile;
use super::read::{Read, Stray, Why, item, objects, trees};
use super::template;
use crate::source::{NotText, Source, Span};
use crate::yaml::{self, Content, Items, ListKind, Node, Part, PartSizes, Parts, Shape, Stream, SyntaxError, TooLarge};

/// Reads the objects of a text a document, or an item of a long list, at a time.
#[derive(Debug)]
pub struct InputReader<'a> {
    parts: Parts<'a>,
    /// The part that is being read.
    source: Arc<Source>,
    pieces: Pieces,
    not_text: Option<NotText>,
    /// The number of the document that comes next, or is being read.
    index: usize,
    is_named: bool,
    comment_mark: Option<&'a str>,
    /// The line of the first placeholder of a template, if documents were set aside as templates, and how it begins.
    template: Option<(usize, &'static str)>,
    /// The first document that is something else than a manifest.
    other: Option<OtherFile>,
    too_large: Option<TooLarge>,
}

/// The pieces of a part that were not read so far.
#[derive(Debug)]
enum Pieces {
    Documents(yaml::Chunks),
    Items(Items, usize),
    ListStart,
    ListEnd(Arc<ListKind>),
    Broken(SyntaxError),
    None,
}

impl<'a> InputReader<'a> {
    /// Begins to read a text. In one that the user did not name itself, documents that were hardly meant as manifests are
    /// passed over; comments are read where the text contains `comment_mark`.
    pub fn open(
        name: &str,
        from: Box<dyn io::Read + Send + 'a>,
        sizes: PartSizes,
        is_named: bool,
        comment_mark: Option<&'a str>,
    ) -> Self {
        Self {
            parts: Parts::new(name, from, sizes),
            source: Arc::new(Source::new(name, "")),
            pieces: Pieces::None,
            not_text: None,
            index: 0,
            is_named,
            comment_mark,
            template: None,
            other: None,
            too_large: None,
        }
    }

    /// Returns the part of the text that was read last; all of it where it is short.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Returns the notes about what was set aside so far; `verb` is the verb that was called.
    pub fn notes(&self, verb: &str) -> Vec<String> {
        self.template_note(verb).into_iter().chain(self.other_note(verb)).collect()
    }

    /// Returns true if there is a description in a text that the user named.
    pub fn is_named_description(&self) -> bool {
        self.is_named && self.other == Some(OtherFile::Description)
    }

    fn template_note(&self, verb: &str) -> Option<String> {
        let (line, mark) = self.template?;
        let how = match mark {
            template::VARIABLE => "fill it in first, as in `envsubst < FILE",
            template::TOKEN => "fill it in first, as in `sed 's/#{NAME}/value/' FILE",
            template::STATEMENT => "render it first, as in `jinja2 FILE",
            _ => "render it first, as in `helm template CHART",
        };
        Some(format!(
            "line {line} has a placeholder (`{mark}`), so this is a template and was skipped; {how} | podpat {verb} -`"
        ))
    }

    fn other_note(&self, verb: &str) -> Option<String> {
        match self.other? {
            OtherFile::Description if self.is_named => None,
            OtherFile::Description => Some(format!(
                "passed over: this is a description of podpat; check what comes of it, as in `podpat generate {} | podpat {verb} -`",
                self.source.name()
            )),
            OtherFile::Named { what, instead } => {
                let instead = instead.map_or_else(String::new, |instead| format!("; {instead}"));
                self.is_named.then(|| format!("passed over: this is {what}, not a manifest{instead}"))
            }
        }
    }

    /// Returns the object that is too big to be read. Nothing behind it was read.
    pub fn too_large(&self) -> Option<TooLarge> {
        self.too_large
    }

    fn begin(&mut self, part: Part) {
        let source = Arc::new(part.source);
        self.pieces = match part.content {
            Content::Documents => {
                let comments = self.comment_mark.is_some_and(|mark| source.text().contains(mark));
                Pieces::Documents(yaml::chunks_from(&source, comments, self.index))
            }
            Content::ListStart => Pieces::ListStart,
            Content::Items(items) => Pieces::Items(items, 0),
            Content::ListEnd(list) => Pieces::ListEnd(list),
            Content::Broken(error) => Pieces::Broken(error),
        };
        (self.source, self.not_text) = (source, part.not_text);
    }

    /// Reads the next piece of the part.
    fn piece(&mut self) -> Option<Read> {
        match std::mem::replace(&mut self.pieces, Pieces::None) {
            Pieces::Documents(mut chunks) => {
                let read = objects(chunks.next()?);
                self.index = chunks.next_index();
                self.pieces = Pieces::Documents(chunks);
                Some(read)
            }
            Pieces::ListStart => Some(Read { manifests: Vec::new(), strays: Vec::new(), ..objects(self.whole()) }),
            Pieces::Items(items, at) => {
                let span = items.spans.get(at)?.clone();
                let stream = yaml::piece(&self.source, span.clone(), self.index, self.has_comments());
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
                self.pieces = Pieces::Items(items, at + 1);
                Some(Read { is_continued: true, ..read })
            }
            Pieces::ListEnd(list) => {
                let read = list_end(self.whole(), &list, (self.index, self.source.origin(Span::default())));
                self.index += 1;
                Some(Read { is_continued: true, ..read })
            }
            Pieces::Broken(error) => {
                let stray = Stray { document: self.index, span: error.span, why: Why::Syntax(error), keys: Vec::new() };
                self.index += 1;
                Some(Read { strays: vec![stray], is_continued: true, ..Read::default() })
            }
            Pieces::None => None,
        }
    }

    fn has_comments(&self) -> bool {
        self.comment_mark.is_some_and(|mark| self.source.text().contains(mark))
    }

    fn whole(&self) -> Stream {
        yaml::piece(&self.source, 0..self.source.text().len(), self.index, self.has_comments())
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

impl Iterator for InputReader<'_> {
    type Item = Read;

    fn next(&mut self) -> Option<Read> {
        let mut read = loop {
            if let Some(read) = self.text() {
                break read;
            }
            match self.parts.next()? {
                Ok(part) => self.begin(part),
                Err(too_large) => {
                    self.too_large = Some(too_large);
                    return None;
                }
            }
        };
        let template = template::set_aside(&self.source, &mut read).map(|at| {
            let position = self.source.position(at);
            let line = self.source.line(position.line).map_or("", |line| self.source.slice(line));
            let text = line.char_indices().nth(position.column - 1).map_or("", |(at, _)| &line[at..]);
            (position.line, template::mark(text))
        });
        self.template = self.template.into_iter().chain(template).min();
        let (source, is_named) = (&self.source, self.is_named);
        let Read { strays, documents, .. } = &mut read;
        let other = &mut self.other;
        strays.retain(|stray| {
            let found = match stray.why {
                Why::Syntax(_) => OtherFile::named(source.name()),
                _ => OtherFile::of(source.name(), &stray.keys),
            };
            *other = other.or(found);
            found.is_none() && (is_named || was_meant(source, stray, documents))
        });
        Some(read)
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

/// Folders hold other YAML too: charts, values, CI. What is no object there counts only if a manifest was meant.
fn was_meant(source: &Source, stray: &Stray, documents: &[(usize, Span)]) -> bool {
    let document = documents.binary_search_by_key(&stray.document, |(index, _)| *index);
    let text = document.map_or("", |at| source.slice(documents[at].1));
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    match &stray.why {
        Why::Syntax(_) => true,
        // What stands before an object, without a separator, is read in its place.
        _ if has("apiVersion:") && has("kind:") => true,
        Why::Shape(_) => false,
        Why::Unidentified { meant, .. } => has("metadata") && (*meant || has("spec")),
    }
}
