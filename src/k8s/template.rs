//! Templates (Helm, Jinja) look like manifests and are none until they are rendered.

use super::manifest::Manifest;
use super::read::{Read, Why};
use crate::source::{Source, Span};
use crate::yaml::{Kind, Node};

/// The characters that begin a placeholder.
const PLACEHOLDER: &str = "{{";

/// The placeholder `${NAME}` that a text begins with: a default may stand behind the name.
pub(crate) fn placeholder(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("${")?;
    let name = inner.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let is_name = inner.len() > name.len() && !inner.starts_with(|c: char| c.is_ascii_digit());
    let end = name.find('}').filter(|_| is_name && name.starts_with(['}', ':', '-', '=', '?', '+']))?;
    let end = text.len() - name.len() + end + 1;
    text.get(..end).filter(|whole| !whole.contains('\n'))
}

/// Takes documents that are templates out of what was read. Returns the offset of the first placeholder.
pub(super) fn set_aside(source: &Source, read: &mut Read) -> Option<usize> {
    let (first, last) = (read.documents.first()?.1.start, read.documents.last()?.1.end);
    let text = source.slice(Span::new(first, last));
    if !(text.contains(PLACEHOLDER) || text.contains("${")) {
        return None;
    }
    let mut first: Option<usize> = None;
    let mut keep = |placeholder: Option<usize>| {
        first = first.into_iter().chain(placeholder).min();
        placeholder.is_none()
    };
    let documents = &read.documents;
    let span = |document: usize| {
        let at = documents.binary_search_by_key(&document, |(index, _)| *index).ok()?;
        Some(documents[at].1)
    };
    read.strays.retain(|stray| {
        let unreadable = matches!(stray.why, Why::Syntax(_));
        let filled_in = || unreadable.then(|| placeholder_beside(source, stray.span)).flatten();
        let document = span(stray.document).filter(|_| unreadable);
        keep(document.and_then(|span| bare_placeholder(source, span)).or_else(filled_in))
    });
    read.manifests.retain(|manifest| keep(named_placeholder(source, manifest)));
    first
}

/// A placeholder `${NAME}` outside quotes and comments, in the line that cannot be read: scripts have them elsewhere.
fn placeholder_beside(source: &Source, wrong: Span) -> Option<usize> {
    let line = source.line(source.position(wrong.start).line)?;
    let text = source.slice(line);
    let at = text.find("${").filter(|&at| !text[..at].contains(['"', '\'', '#']))?;
    placeholder(&text[at..]).map(|_| line.start + at)
}

/// A placeholder outside quotes and comments, in text that cannot be read.
fn bare_placeholder(source: &Source, document: Span) -> Option<usize> {
    let mut start = document.start;
    for line in source.slice(document).split_inclusive('\n') {
        let placeholder = line.find(PLACEHOLDER).filter(|&at| !line[..at].contains(['"', '\'', '#']));
        if let Some(at) = placeholder {
            return Some(start + at);
        }
        start += line.len();
    }
    None
}

/// A placeholder in what names an object or an image. Other values may well speak of `{{`, as alerts and workflows do.
fn named_placeholder(source: &Source, manifest: &Manifest) -> Option<usize> {
    in_names(source, manifest.node(), false)
}

fn in_names(source: &Source, node: Node<'_>, is_name: bool) -> Option<usize> {
    let span = node.span();
    match node.kind() {
        Kind::Scalar => (is_name && source.slice(span).contains(PLACEHOLDER)).then_some(span.start),
        Kind::Sequence => node.items().find_map(|item| in_names(source, item, false)),
        Kind::Mapping => node.entries().find_map(|entry| {
            let is_name = ["kind", "name", "namespace", "image"].contains(&&*entry.name);
            in_names(source, entry.value, is_name)
        }),
    }
}
