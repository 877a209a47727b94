//! The marks that `add` leaves and `remove` follows: which helper an insertion belongs to, and what was there before.

use std::fmt;

use crate::edit::line_comments;
use crate::source::Span;
use crate::yaml::{FieldPath, Kind, Node, Segment};

/// The beginning of a comment that is a mark.
pub(super) const COMMENT: &str = "podpat add: ";

/// The annotation with the marks of an object that has no place for comments, one a line.
pub(super) const ANNOTATION: &str = "podpat.dev/added";

/// The remark on an object that was put behind a text without a line break at its end.
pub(super) const UNENDED: &str = "there was no line break before";

/// A mark. `nginx-tls for deployment/shop, at [0].targetPort, set `https`, was `80`` is one with all parts but the last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// The helper that the insertion belongs to.
    pub(super) helper: String,
    /// The workload with the helper, where the mark is in another object: `deployment/shop`.
    pub(super) workload: Option<String>,
    /// The way to the insertion from what the mark stands above, or from the object of the annotation. Items of lists are
    /// named by what tells them apart.
    pub(super) at: Option<String>,
    /// The scalar that was put in.
    pub(super) set: Option<String>,
    /// The text that was there before.
    pub(super) was: Option<String>,
    /// A remark on what was put in.
    pub(super) about: Option<String>,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |f: &mut fmt::Formatter<'_>, (before, text, after): (&str, &Option<String>, &str)| match text {
            Some(text) => write!(f, "{before}{text}{after}"),
            None => Ok(()),
        };
        f.write_str(&self.helper)?;
        part(f, (" for ", &self.workload, ""))?;
        part(f, (", at ", &self.at, ""))?;
        part(f, (", set `", &self.set, "`"))?;
        part(f, (", was `", &self.was, "`"))?;
        part(f, (" - ", &self.about, ""))
    }
}

impl Mark {
    /// Reads a mark.
    fn parse(text: &str) -> Option<Self> {
        let mut mark = Self::default();
        let end = |text: &str, ends: &[&str]| ends.iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
        let (helper, mut rest) = text.split_at(end(text, &[" ", ","]));
        helper.clone_into(&mut mark.helper);
        let mut take = |before: &str, ends: &[&str]| {
            let inner = rest.strip_prefix(before)?;
            let (found, after) = inner.split_at(end(inner, ends));
            rest = after.strip_prefix('`').unwrap_or(after);
            Some(found.to_owned())
        };
        mark.workload = take(" for ", &[",", " - "]);
        mark.at = take(", at ", &[", set `", ", was `", " - "]);
        mark.set = take(", set `", &["`"]);
        mark.was = take(", was `", &["`"]);
        mark.about = take(" - ", &[]);
        let is_whole = rest.is_empty() && !mark.helper.is_empty();
        is_whole.then_some(mark)
    }

    /// Returns the mark as the text of a comment.
    pub(super) fn comment(&self) -> String {
        format!("{COMMENT}{self}")
    }

    /// Returns true if it is about a whole object.
    pub(super) fn is_of_object(&self) -> bool {
        self.at.is_none() && self.workload.is_some() && self.set.is_none() && self.was.is_none()
    }

    /// Returns true if it is about a list or mapping that was empty, and holds other insertions.
    pub(super) fn is_of_holder(&self) -> bool {
        self.set.is_none() && self.was.is_some()
    }
}

/// A mark in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The mark.
    pub(super) mark: Mark,
    /// The path of what its comment stands above, or that of the object with the annotation.
    pub(super) anchor: FieldPath,
    /// The text of its comment; `None` where it is in an annotation.
    pub(super) comment: Option<String>,
    /// The path of what was put in; `None` where it is there no more.
    pub(super) target: Option<FieldPath>,
}

impl Found {
    /// Returns true if the mark stands above something within an object.
    pub(super) fn is_within(&self, object: &FieldPath) -> bool {
        self.anchor.segments().starts_with(object.segments())
    }
}

/// Returns the marks of a document in the order in which they were made; `objects` are the paths of its objects.
pub(super) fn marks(root: Node<'_>, objects: &[FieldPath]) -> Vec<Found> {
    let found = |mark: Mark, anchor: FieldPath, comment: Option<String>| {
        let target = match &mark.at {
            None => Some(anchor.clone()),
            Some(at) => root.at(&anchor).and_then(|node| resolve(node, at)).map(|rest| anchor.clone().extend(&rest)),
        };
        Found { mark, anchor, comment, target }
    };
    let comments = if root.tree().source().text().contains(COMMENT) { line_comments(root) } else { Vec::new() };
    let of_comment = |(anchor, comment): (FieldPath, String)| {
        let mark = Mark::parse(comment.strip_prefix(COMMENT)?)?;
        Some(found(mark, anchor, Some(comment)))
    };
    let mut all: Vec<Found> = comments.into_iter().filter_map(of_comment).collect();
    for object in objects {
        let lines = root.at(&annotation(object)).and_then(Node::as_str).unwrap_or_default().lines();
        all.extend(lines.filter_map(Mark::parse).map(|mark| found(mark, object.clone(), None)));
    }
    all
}

/// Returns the path of the annotation with the marks of an object.
pub(super) fn annotation(object: &FieldPath) -> FieldPath {
    object.clone().field("metadata").field("annotations").key(ANNOTATION)
}

/// Returns the text of a scalar as it is written, where a mark can hold it.
pub(super) fn quotable(text: &str) -> Option<String> {
    (!text.contains(['`', '\n', '\r'])).then(|| text.to_owned())
}

/// Returns the bytes of a node.
pub(super) fn text_of(node: Node<'_>) -> &str {
    let Span { start, end } = node.span();
    node.tree().source().text().get(start..end).unwrap_or_default()
}

/// Names the way from a node to one below it, as marks write it.
pub(super) fn way(from: Node<'_>, path: &FieldPath) -> String {
    let mut node = Some(from);
    let mut way = String::new();
    for segment in path.segments() {
        match segment {
            Segment::Field(name) | Segment::Key(name) => {
                let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                match (is_plain, way.is_empty()) {
                    (false, _) => way.extend(["[", name.as_ref(), "]"]),
                    (true, true) => way.push_str(name),
                    (true, false) => way.extend([".", name.as_ref()]),
                }
            }
            Segment::Index(index) => {
                let name = node.and_then(|list| list.items().nth(*index)).and_then(identity);
                way.push_str(&format!("[{}]", name.unwrap_or(index.to_string())));
            }
        }
        node = node.and_then(|node| node.step(segment));
    }
    way
}

/// Follows such a way.
fn resolve(from: Node<'_>, way: &str) -> Option<FieldPath> {
    let (mut node, mut path, mut rest) = (from, FieldPath::default(), way);
    while !rest.is_empty() {
        let (name, after) = match rest.strip_prefix('[') {
            Some(inner) => {
                let ends = |(at, _): &(usize, &str)| matches!(inner.as_bytes().get(at + 1), None | Some(b'.' | b'['));
                let (at, _) = inner.match_indices(']').find(ends)?;
                (&inner[..at], &inner[at + 1..])
            }
            None => {
                let bare = rest.strip_prefix('.').unwrap_or(rest);
                bare.split_at(bare.find(['.', '[']).unwrap_or(bare.len()))
            }
        };
        let segment = if node.kind() == Kind::Sequence {
            let named = node.items().position(|item| identity(item).as_deref() == Some(name));
            Segment::Index(named.or_else(|| name.parse().ok())?)
        } else {
            Segment::Field(name.into())
        };
        node = node.step(&segment)?;
        path = path.join(segment);
        rest = after;
    }
    Some(path)
}

/// Returns what tells an item of a list from the others.
fn identity(item: Node<'_>) -> Option<String> {
    let keys = ["mountPath", "name", "containerPort", "port"];
    let found = if item.kind() == Kind::Scalar { Some(item) } else { keys.iter().find_map(|key| item.get(key)) };
    found.filter(|node| node.kind() == Kind::Scalar).map(|node| node.text().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_as_they_are_written() {
        let some = |text: &str| Some(text.to_owned());
        let full = Mark {
            helper: "nginx-tls".to_owned(),
            workload: some("deployment/shop"),
            at: some("[80].targetPort"),
            set: some("https"),
            was: some("80"),
            about: some("`a` - b"),
        };
        let text = "nginx-tls for deployment/shop, at [80].targetPort, set `https`, was `80` - `a` - b";
        assert_eq!(full.to_string(), text);
        assert_eq!(Mark::parse(text), Some(full));
        for text in ["a", "a for pod/b", "a, at x[y, z].w", "a, was ``", "a, set `x`", "a - b"] {
            assert_eq!(Mark::parse(text).map(|mark| mark.to_string()).as_deref(), Some(text));
        }
        for text in ["", " a", "a b", "a, x"] {
            assert_eq!(Mark::parse(text), None, "{text}");
        }
    }
}
