//! Templates (Helm, Jinja) look like manifests and are none: set aside, with a note that says what to do.

use super::results::Note;
use crate::k8s::{Manifest, Read, Why};
use crate::source::{Source, Span};
use crate::yaml::{Kind, Node};

/// How a hole for a value begins.
const HOLE: &str = "{{";

/// Takes what is a template out of what was read. The note speaks of the first.
pub(super) fn set_aside(source: &Source, read: &mut Read) -> Option<Note> {
    if !source.text().contains(HOLE) {
        return None;
    }
    let mut first: Option<usize> = None;
    let mut keep = |hole: Option<usize>| {
        first = first.into_iter().chain(hole).min();
        hole.is_none()
    };
    let documents = &read.documents;
    let span = |document: usize| {
        let at = documents.binary_search_by_key(&document, |(index, _)| *index).ok()?;
        Some(documents[at].1)
    };
    read.strays.retain(|stray| {
        let unreadable = matches!(stray.why, Why::Syntax(_));
        keep(span(stray.document).filter(|_| unreadable).and_then(|span| bare_hole(source, span)))
    });
    read.manifests.retain(|manifest| keep(named_hole(source, manifest)));
    let line = source.position(first?).line;
    let message = format!(
        "line {line} has a hole for a value (`{{{{`), so this is a template and was skipped; render it first, as in `helm template CHART | podpat lint -`"
    );
    Some(Note { file: source.name().to_owned(), message })
}

/// A hole outside quotes and comments, in text that cannot be read.
fn bare_hole(source: &Source, document: Span) -> Option<usize> {
    let mut start = document.start;
    for line in source.slice(document).split_inclusive('\n') {
        let hole = line.find(HOLE).filter(|&at| !line[..at].contains(['"', '\'', '#']));
        if let Some(at) = hole {
            return Some(start + at);
        }
        start += line.len();
    }
    None
}

/// A hole in what names an object or an image. Other values may well speak of `{{`, as alerts and workflows do.
fn named_hole(source: &Source, manifest: &Manifest) -> Option<usize> {
    in_names(source, manifest.node(), false)
}

fn in_names(source: &Source, node: Node<'_>, is_name: bool) -> Option<usize> {
    let span = node.span();
    match node.kind() {
        Kind::Scalar => (is_name && source.slice(span).contains(HOLE)).then_some(span.start),
        Kind::Sequence => node.items().find_map(|item| in_names(source, item, false)),
        Kind::Mapping => node.entries().find_map(|entry| {
            let is_name = ["kind", "name", "namespace", "image"].contains(&&*entry.name);
            in_names(source, entry.value, is_name)
        }),
    }
}
