//! A text with all its documents and comments. One document that cannot be read never hides the others.

use std::ops::Range;
use std::sync::Arc;

use super::check::check;
use super::comment::Comment;
use super::direct;
use super::events::{self, Stop};
use super::go_yaml;
use super::json;
use super::patch::Patched;
use super::split::Splitter;
use super::syntax::SyntaxError;
use super::tabs;
use super::tree::Tree;
use crate::source::{Source, Span};

/// All of one text.
#[derive(Debug, Default, PartialEq)]
pub struct Stream {
    /// The documents that hold something, in order.
    pub documents: Vec<Document>,
    /// All comments, in order, where they were asked for.
    pub comments: Vec<Comment>,
}

/// One document, read or not.
#[derive(Debug, PartialEq)]
pub struct Document {
    /// Its number in the text, from 0; empty documents are counted and not listed.
    pub index: usize,
    /// From its first byte to the separator.
    pub span: Span,
    /// Its tree, or the reason why it cannot be read.
    pub tree: Result<Arc<Tree>, SyntaxError>,
}

/// The readers of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Each document is read directly, or by the parser where the direct reader leaves it to it.
    Both,
    /// The parser reads all documents. What the direct reader makes of them is held against this.
    Parser,
    /// Documents that the direct reader leaves to the parser are missing.
    Direct,
}

/// Reads the documents of a text as kubectl does. The trees are bounded: nesting of 256, aliases by go-yaml's own rule.
pub fn parse(source: &Arc<Source>) -> Stream {
    read(source, false)
}

/// Returns the values of those documents of a text that can be read.
pub fn values(text: &str) -> impl Iterator<Item = serde_json::Value> {
    let documents = parse(&Arc::new(Source::new("", text))).documents;
    documents.into_iter().filter_map(|document| Some(document.tree.ok()?.root().to_json()))
}

/// Reads a text with its comments, which takes longer.
pub fn parse_with_comments(source: &Arc<Source>) -> Stream {
    read(source, true)
}

fn read(source: &Arc<Source>, comments: bool) -> Stream {
    let mut stream = Stream::default();
    for chunk in chunks(source, comments) {
        stream.documents.extend(chunk.documents);
        stream.comments.extend(chunk.comments);
    }
    stream
}

/// Reads a text piece by piece: mostly one document at a time, so that no more trees than one are in memory. JSON may
/// have several documents in one piece.
pub fn chunks(source: &Arc<Source>, comments: bool) -> Chunks {
    chunks_from(source, comments, 0)
}

/// Reads a part of a text piece by piece; `index` is the number of its first document.
pub fn chunks_from(source: &Arc<Source>, comments: bool, index: usize) -> Chunks {
    let readers = Readers::Both;
    Chunks { source: Arc::clone(source), splitter: Splitter::default(), comments, readers, index }
}

/// Reads a piece of a part, given by its place in it, as a document of a number.
pub fn piece(source: &Arc<Source>, place: Range<usize>, index: usize, comments: bool) -> Stream {
    let mut stream = Stream::default();
    chunk(source, Span::new(place.start, place.end), index, (comments, Readers::Both), &mut stream);
    stream.moved(source)
}

/// The pieces of a text between separators; see [`chunks`].
#[derive(Debug)]
pub struct Chunks {
    source: Arc<Source>,
    splitter: Splitter,
    comments: bool,
    readers: Readers,
    /// The number of the next document.
    index: usize,
}

impl Chunks {
    /// Reads with some readers only.
    pub fn by(self, readers: Readers) -> Self {
        Self { readers, ..self }
    }

    /// Returns the number of the next document.
    pub fn next_index(&self) -> usize {
        self.index
    }
}

impl Stream {
    /// Moves the places from what is kept of a text to the whole text. Trees do so by themselves.
    fn moved(mut self, source: &Source) -> Self {
        if !source.is_whole() {
            for document in &mut self.documents {
                document.span = source.origin(document.span);
                if let Err(error) = &mut document.tree {
                    error.span = source.origin(error.span);
                }
            }
            self.comments.iter_mut().for_each(|comment| comment.span = source.origin(comment.span));
        }
        self
    }
}

impl Iterator for Chunks {
    type Item = Stream;

    fn next(&mut self) -> Option<Stream> {
        let Self { source, splitter, comments, readers, index } = self;
        let (text, mut stream) = (source.text(), Stream::default());
        if text.len() > Source::LARGEST {
            let help = "split it; the API server takes no object above 1.5 MiB";
            let error = SyntaxError::new(Span::new(0, 0), "this text is bigger than 4 GiB", help);
            stream.documents.push(Document { index: 0, span: Span::new(0, text.len()), tree: Err(error) });
            return (std::mem::replace(index, 1) == 0).then_some(stream);
        }
        match splitter.next(text)? {
            Ok(span) => *index += chunk(source, span, *index, (*comments, *readers), &mut stream),
            Err(error) => {
                stream.documents.push(Document { index: *index, span: error.span, tree: Err(error) });
                *index += 1;
            }
        }
        Some(stream.moved(source))
    }
}

/// Reads one piece between separators; the number of documents it counts for. Places are those in what is kept of the text.
fn chunk(
    source: &Arc<Source>,
    span: Span,
    index: usize,
    (comments, readers): (bool, Readers),
    stream: &mut Stream,
) -> usize {
    let text = &source.text()[span.start..span.end];
    if readers != Readers::Parser
        && text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
        && let Some(trees) = json::read(source, span)
    {
        let count = trees.len();
        for (at, (span, tree)) in trees.into_iter().enumerate() {
            let tree = tree.and_then(|tree| check(tree, false)).map(Arc::new);
            stream.documents.push(Document { index: index + at, span, tree });
        }
        return count;
    }
    match yaml(source, span, readers, comments.then_some(&mut stream.comments)).transpose() {
        // kubectl passes over null.
        Some(Ok(tree)) if tree.root().is_null() => {}
        Some(tree) => stream.documents.push(Document { index, span, tree: tree.map(Arc::new) }),
        // Comments and blank lines before the first separator belong to the document behind it.
        None if source.origin(span).start == 0 && is_preamble(text) => return 0,
        None => {}
    }
    1
}

/// Returns true if a text holds comments and blank lines only.
fn is_preamble(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim_start);
    lines.all(|line| line.is_empty() || line.starts_with('#'))
}

fn yaml(
    source: &Arc<Source>,
    span: Span,
    readers: Readers,
    mut comments: Option<&mut Vec<Comment>>,
) -> Result<Option<Tree>, SyntaxError> {
    let text = &source.text()[span.start..span.end];
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = span.end - bare.len();
    if readers != Readers::Parser
        && let Ok(tree) = direct::read(source, Span::new(start, span.end), comments.as_deref_mut())
    {
        return tree.map(|tree| checked(tree, false, bare, start)).transpose();
    }
    if readers == Readers::Direct {
        return Ok(None);
    }
    let mut chunk = Patched::new(bare, start);
    go_yaml::control(bare).map_err(|error| chunk.moved(error))?;
    let before = comments.as_ref().map_or(0, |comments| comments.len());
    loop {
        let error = match events::read(source, &chunk, comments.as_deref_mut()) {
            Ok(None) => return Ok(None),
            Ok(Some(read)) if chunk.holds(read.mended_within_quotes) || !chunk.retract() => {
                return checked(read.tree, read.aliases, bare, start).map(Some);
            }
            Ok(Some(_)) => None,
            Err(Stop::Syntax(error)) => Some(error),
            Err(Stop::Scan(error, read)) => {
                let offset = error.marker().byte_offset().unwrap_or_default();
                let words = SyntaxError::scan(error.kind(), chunk.text(), offset);
                let words = chunk.moved(words);
                (!chunk.mend(error.kind(), read, offset)).then_some(words)
            }
        };
        if let Some(error) = error
            && !chunk.retract()
        {
            return Err(chunk.explained(error));
        }
        if let Some(comments) = &mut comments {
            comments.truncate(before);
        }
    }
}

/// Returns a tree if Kubernetes takes it, too.
fn checked(tree: Tree, aliases: bool, text: &str, start: usize) -> Result<Tree, SyntaxError> {
    let tree = check(tree, aliases)?;
    tabs::check(&tree, text, start)?;
    Ok(tree)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_before_the_first_separator_are_no_document() {
        let cases = [
            ("kind: Pod\n", vec![0]),
            ("# why\n---\nkind: Pod\n", vec![0]),
            ("\u{feff}\n# why\n\n--- # first\nkind: Pod\n---\nkind: Pod\n", vec![0, 1]),
            ("# why\n---\n# nothing\n---\nkind: Pod\n", vec![1]),
            ("null\n---\nkind: Pod\n", vec![1]),
            ("kind: Pod\n---\n# nothing\n---\nkind: Pod\n", vec![0, 2]),
        ];
        for (text, numbers) in cases {
            let read = parse(&Arc::new(Source::new("-", text)));
            assert_eq!(read.documents.iter().map(|document| document.index).collect::<Vec<_>>(), numbers, "{text:?}");
        }
    }
}
