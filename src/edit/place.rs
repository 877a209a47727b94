//! The way from the root of a document to a node, as it is written: no aliases followed, no merge keys applied.

use super::lines;
use super::refused::Refused;
use crate::yaml::{FieldPath, Kind, Node, Segment};

/// A node, and what leads to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'t> {
    pub(super) node: Node<'t>,
    /// The offset right behind the colon or the dash; the beginning of the node where it has neither.
    pub(super) from: usize,
    /// The beginning of the key or the dash; the beginning of the node where it has neither.
    pub(super) start: usize,
    /// The key, in a mapping.
    pub(super) key: Option<Node<'t>>,
    /// The number of the entry or item among those of its mapping or list, as written.
    pub(super) at: usize,
}

/// The nodes on the way to a path, the root of the document first, and the steps that lead no further.
pub(super) struct Way<'t> {
    pub(super) places: Vec<Place<'t>>,
    pub(super) missing: Vec<Segment<'static>>,
    pub(super) path: FieldPath,
}

impl<'t> Way<'t> {
    /// Walks from the root of a document as far as a path leads.
    pub(super) fn to(root: Node<'t>, path: &FieldPath) -> Result<Self, Refused> {
        let start = root.span().start;
        let mut places = vec![Place { node: root, from: start, start, key: None, at: 0 }];
        for (depth, segment) in path.segments().iter().enumerate() {
            let place = places[depth];
            let here = || FieldPath::new(path.segments()[..=depth].iter().cloned());
            if place.node.is_alias() {
                return Err(Refused::Alias(here()));
            }
            match step(place, segment, &here)? {
                Some(next) => places.push(next),
                None => {
                    let missing = path.segments()[depth..].to_vec();
                    return Ok(Self { places, missing, path: path.clone() });
                }
            }
        }
        Ok(Self { places, missing: Vec::new(), path: path.clone() })
    }

    /// Returns the last node that is there.
    pub(super) fn last(&self) -> Place<'t> {
        self.places[self.places.len() - 1]
    }

    /// Returns the mapping or list that holds the last node; `None` for the root.
    pub(super) fn holder(&self) -> Option<Place<'t>> {
        self.places.len().checked_sub(2).map(|at| self.places[at])
    }

    /// Returns true if a node on the way stands in brackets.
    pub(super) fn is_in_flow(&self) -> bool {
        self.places[..self.places.len() - 1].iter().any(|place| place.node.is_flow())
    }
}

fn step<'t>(
    place: Place<'t>,
    segment: &Segment<'_>,
    here: &dyn Fn() -> FieldPath,
) -> Result<Option<Place<'t>>, Refused> {
    match segment {
        Segment::Field(name) | Segment::Key(name) => {
            let Some(entry) = place.node.entry(name) else { return Ok(None) };
            let parts = parts(place).ok_or_else(|| Refused::Form(here()))?;
            let own = parts.into_iter().find(|part| part.node == entry.value && part.key == Some(entry.key));
            own.map(Some).ok_or_else(|| Refused::Merged(here()))
        }
        Segment::Index(index) if place.node.kind() == Kind::Sequence => {
            let parts = parts(place).ok_or_else(|| Refused::Form(here()))?;
            Ok(parts.into_iter().nth(*index))
        }
        Segment::Index(_) => Ok(None),
    }
}

/// Returns the entries or items of a mapping or list as they are written; `None` where their form is not understood.
pub(super) fn parts(place: Place<'_>) -> Option<Vec<Place<'_>>> {
    let (node, text) = (place.node, place.node.tree().source().text());
    let is_flow = node.is_flow();
    match node.kind() {
        Kind::Mapping => {
            node.pairs().enumerate().map(|(at, (key, value))| entry(text, key, value, at, is_flow)).collect()
        }
        Kind::Sequence if is_flow => {
            let item = |(at, node)| Place { node, from: start(node), start: start(node), key: None, at };
            Some(node.items().enumerate().map(item).collect())
        }
        Kind::Sequence => items(text, place),
        Kind::Scalar => Some(Vec::new()),
    }
}

fn start(node: Node<'_>) -> usize {
    node.span().start
}

fn entry<'t>(text: &str, key: Node<'t>, node: Node<'t>, at: usize, is_flow: bool) -> Option<Place<'t>> {
    let rest = &text[key.span().end..];
    let bare = if is_flow { rest.trim_start() } else { rest.trim_start_matches([' ', '\t']) };
    let colon = text.len() - bare.len();
    bare.starts_with(':').then_some(Place { node, from: colon + 1, start: key.span().start, key: Some(key), at })
}

/// The items of a list with dashes.
fn items<'t>(text: &str, list: Place<'t>) -> Option<Vec<Place<'t>>> {
    let mut from = if list.from == start(list.node) { before(text, list.node)? } else { list.from };
    let mut items = Vec::with_capacity(list.node.len());
    for (at, node) in list.node.items().enumerate() {
        let dash = dash(text, from)?;
        let item = Place { node, from: dash + 1, start: dash, key: None, at };
        from = item.end(text);
        items.push(item);
    }
    Some(items)
}

/// The beginning of the line on which the list of a whole document begins.
fn before(text: &str, list: Node<'_>) -> Option<usize> {
    let line = lines::start(text, start(list));
    text[line..].trim_start_matches(['\u{feff}', ' ']).starts_with('-').then_some(line)
}

/// The first dash behind an offset: blanks, comments, anchors and tags may stand in between.
fn dash(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        match bytes.get(at)? {
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            0xEF if text[at..].starts_with('\u{feff}') => at += '\u{feff}'.len_utf8(),
            b'#' => at = lines::end(text, at),
            b'&' | b'!' => at += text[at..].find(char::is_whitespace)?,
            b'-' if bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace) => return Some(at),
            _ => return None,
        }
    }
}

impl Place<'_> {
    /// Returns the end of the value; of one that is not written, that of its anchor and tag, or of the colon or dash.
    pub(super) fn end(&self, text: &str) -> usize {
        let (node, span) = (self.node, self.node.span());
        if span.is_empty() && node.kind() == Kind::Scalar {
            return self.properties_end(text);
        }
        let is_block = node.kind() != Kind::Scalar && !node.is_flow() && !node.is_alias();
        // A list or mapping ends with the colon or dash of its last value if that is not written.
        let last = if is_block { parts(*self).and_then(|parts| parts.last().map(|last| last.end(text))) } else { None };
        last.unwrap_or(span.end).max(span.end).max(self.from)
    }

    /// Returns the end of the anchor and tag that stand on the line of the colon or dash; that of the colon or dash
    /// where there is none.
    pub(super) fn properties_end(&self, text: &str) -> usize {
        let mut end = self.from;
        loop {
            let rest = text[end..].trim_start_matches([' ', '\t']);
            if !rest.starts_with(['&', '!']) {
                return end;
            }
            let at = text.len() - rest.len();
            end = at + rest.find([' ', '\t', '\r', '\n', ',', ']', '}']).unwrap_or(rest.len());
        }
    }

    /// Returns the column of the key or dash.
    pub(super) fn column(&self, text: &str) -> usize {
        lines::column(text, self.start)
    }
}
