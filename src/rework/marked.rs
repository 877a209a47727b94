//! Texts under change, with a mark at each insertion.

use std::sync::Arc;

use serde_json::Value;

use super::mark::{self, Mark, quotable};
use crate::edit::{Change, Draft, Refused, commentable, written};
use crate::k8s::Manifest;
use crate::source::Source;
use crate::yaml::{COMMENT, FieldPath, Node, Segment, without_comments};

/// The place of an object: its text, its document, and its path in there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ObjectPlace {
    pub(super) text: usize,
    pub(super) document: usize,
    pub(super) path: FieldPath,
}

impl ObjectPlace {
    /// Returns the place of an object of one of some texts.
    pub(super) fn of(manifest: &Manifest, texts: &[Arc<Source>]) -> Self {
        let text = texts.iter().position(|text| Arc::ptr_eq(text, &manifest.source)).unwrap_or_default();
        Self { text, document: manifest.document, path: manifest.node().path() }
    }
}

/// A place of a manifest that cannot be edited.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("`{path}` of `{file}` cannot be changed: {reason}")]
#[diagnostic(help("write that part of the manifest in block style, without anchors, and try again"))]
pub(super) struct NotEdited {
    pub(super) path: String,
    pub(super) file: String,
    pub(super) reason: Refused,
}

/// Texts that a helper is added to.
pub(super) struct MarkedTexts {
    pub(super) drafts: Vec<Draft>,
    /// The workload with the helper, and its name.
    workload: (ObjectPlace, String),
    /// The helper that is being added.
    helper: String,
    /// Marks that no comment can hold.
    annotated: Vec<(ObjectPlace, Mark)>,
}

/// A field that a change sets, with the value it had before.
struct Touched {
    part: FieldPath,
    mark: Mark,
    /// An empty list or mapping that is filled, and its text.
    filled: Option<(FieldPath, String)>,
}

impl MarkedTexts {
    /// Begins with texts as they are.
    pub(super) fn new(texts: &[Arc<Source>], workload: (ObjectPlace, String)) -> Self {
        let drafts = texts.iter().map(|text| Draft::new(Arc::clone(text))).collect();
        Self { drafts, workload, helper: String::new(), annotated: Vec::new() }
    }

    /// Says which helper the next changes belong to.
    pub(super) fn begin(&mut self, helper: &str) {
        helper.clone_into(&mut self.helper);
    }

    /// Makes a change of an object. What is new of a list or mapping is marked part by part.
    pub(super) fn change(&mut self, object: &ObjectPlace, change: &Change) -> Result<(), NotEdited> {
        steps(change).iter().try_for_each(|step| self.step(object, step)).map_err(|reason| NotEdited {
            path: change.path().to_string(),
            file: self.drafts[object.text].source().name().to_owned(),
            reason,
        })
    }

    fn step(&mut self, object: &ObjectPlace, step: &Change) -> Result<(), Refused> {
        let missing = || Refused::Missing(step.path().clone());
        let draft = &mut self.drafts[object.text];
        let tree = draft.tree(object.document).ok_or_else(missing)?;
        let node = tree.root().at(&object.path).ok_or_else(missing)?;
        let Touched { part, mark, filled } = touched(node, step).ok_or_else(missing)?;
        draft.change(object.document, &object.path, &plain(step))?;
        if let Some((holder, was)) = filled {
            self.mark(object, &holder, Mark { was: Some(was), ..Mark::default() })?;
        }
        self.mark(object, &part, mark)
    }

    /// Puts a mark above a part of an object, or remembers it for the annotation.
    fn mark(&mut self, object: &ObjectPlace, part: &FieldPath, mark: Mark) -> Result<(), Refused> {
        let missing = || Refused::Missing(part.clone());
        let mut mark = self.own(object, mark);
        let draft = &mut self.drafts[object.text];
        let tree = draft.tree(object.document).ok_or_else(missing)?;
        let (root, path) = (tree.root(), object.path.clone().extend(part));
        let is_inside = |anchor: &FieldPath| anchor.segments().len() > object.path.segments().len();
        let anchor = commentable(root, &path).filter(is_inside);
        let from = anchor.as_ref().unwrap_or(&object.path);
        let rest = FieldPath::new(path.segments()[from.segments().len()..].iter().cloned());
        if !rest.is_root() {
            mark.at = root.at(from).map(|node| mark::way(node, &rest));
        }
        match anchor {
            Some(anchor) => {
                let comment = Change::Comment(anchor, mark.comment());
                draft.change(object.document, &FieldPath::default(), &comment)
            }
            None => {
                self.annotated.push((object.clone(), mark));
                Ok(())
            }
        }
    }

    fn own(&self, object: &ObjectPlace, mark: Mark) -> Mark {
        let workload = (*object != self.workload.0).then(|| self.workload.1.clone());
        // Comments of helpers name them already.
        let about = mark.about.as_deref().and_then(|about| match about.split_once(&format!(" {}", self.helper)) {
            Some((_, "")) => None,
            Some((pattern, rest)) if rest.starts_with(": ") => Some(format!("{pattern}{rest}")),
            _ => Some(about.to_owned()),
        });
        Mark { helper: self.helper.clone(), workload, about, ..mark }
    }

    /// Adds an object as a further document to the text of the workload.
    pub(super) fn add_document(&mut self, mut value: Value) {
        let draft = &mut self.drafts[self.workload.0.text];
        // Of several objects, any may be the last to go.
        let is_unended = !draft.is_ended() || draft.source().text().contains(mark::UNENDED);
        let about = (is_unended && !draft.is_json()).then(|| mark::UNENDED.to_owned());
        let workload = Some(self.workload.1.clone());
        let mark = Mark { helper: self.helper.clone(), workload, about, ..Mark::default() };
        if draft.is_json() {
            value["metadata"]["annotations"][mark::ANNOTATION] = mark.to_string().into();
        }
        draft.add_document(&value, &mark.comment());
    }

    /// Writes the marks that no comment can hold, and returns the texts.
    pub(super) fn finish(mut self) -> Result<Vec<Arc<Source>>, NotEdited> {
        while let Some((object, _)) = self.annotated.first() {
            let object = object.clone();
            let is_own = |(other, _): &mut (ObjectPlace, Mark)| *other == object;
            let mut lines: Vec<String> =
                self.annotated.extract_if(.., is_own).map(|(_, mark)| mark.to_string()).collect();
            self.annotate(&object, &mut lines).map_err(|reason| NotEdited {
                path: mark::annotation(&FieldPath::default()).to_string(),
                file: self.drafts[object.text].source().name().to_owned(),
                reason,
            })?;
        }
        Ok(self.drafts.into_iter().map(|draft| Arc::clone(draft.source())).collect())
    }

    fn annotate(&mut self, object: &ObjectPlace, lines: &mut Vec<String>) -> Result<(), Refused> {
        let path = mark::annotation(&FieldPath::default());
        let missing = || Refused::Missing(path.clone());
        let draft = &mut self.drafts[object.text];
        let tree = draft.tree(object.document).ok_or_else(missing)?;
        let node = tree.root().at(&object.path).ok_or_else(missing)?;
        let known = node.at(&path).and_then(Node::as_str).map(str::to_owned);
        let step = Change::Set(path.clone(), "".into());
        if let Some((holder, was)) = touched(node, &step).and_then(|touched| touched.filled) {
            let mark = Mark { at: Some(mark::way(node, &holder)), was: Some(was), ..Mark::default() };
            lines.push(self.own(object, mark).to_string());
        }
        let text = known.into_iter().chain(lines.drain(..)).collect::<Vec<_>>().join("\n");
        self.drafts[object.text].change(object.document, &object.path, &Change::Set(path, text.into()))
    }
}

/// Returns a change in steps, one for each item of a new list and each entry of a new mapping.
fn steps(change: &Change) -> Vec<Change> {
    let parts = |path: FieldPath, value: &Value| -> Vec<Change> {
        match value {
            Value::Object(map) if map.keys().any(|key| key != COMMENT) => {
                let entries = map.iter().filter(|(key, _)| *key != COMMENT);
                let set = |(key, value): (&String, &Value)| {
                    Change::Set(path.clone().join(Segment::Field(key.as_str().into())), value.clone())
                };
                entries.map(set).collect()
            }
            Value::Array(items) if !items.is_empty() => {
                items.iter().map(|item| Change::append(path.clone(), item.clone())).collect()
            }
            _ => vec![Change::Set(path, value.clone())],
        }
    };
    match change {
        Change::Insert(path, entries, _) => {
            let below = |key: &String| path.clone().join(Segment::Field(key.as_str().into()));
            entries.iter().flat_map(|(key, value)| parts(below(key), value)).collect()
        }
        Change::Set(path, value) => parts(path.clone(), value),
        other => vec![other.clone()],
    }
}

/// Returns what a step puts into an object as it is.
fn touched(object: Node<'_>, step: &Change) -> Option<Touched> {
    let (path, value) = match step {
        Change::Set(path, value) => (path.clone(), value),
        Change::InsertItem(list, index, item) => {
            let len = object.at(list).map_or(0, Node::len);
            (list.clone().index((*index).min(len)), item)
        }
        _ => return None,
    };
    let is_scalar = !value.is_object() && !value.is_array();
    let is_item = matches!(step, Change::InsertItem(..));
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut mark = Mark { about: about(value), ..Mark::default() };
    mark.set = if is_scalar && !is_item { quotable(&shown) } else { None };
    if let Some(there) = object.at(&path).filter(|_| !is_item) {
        mark.was = Some(quotable(mark::text_of(there))?);
        return Some(Touched { part: path, mark, filled: None });
    }
    // The nearest of the lists and mappings above that is there.
    let above = std::iter::successors(path.parent(), FieldPath::parent).find(|above| object.at(above).is_some())?;
    let is_empty = |node: &Node<'_>| node.is_null() || node.is_flow() && node.is_empty();
    let filled = object.at(&above).filter(|node| !above.is_root() && is_empty(node)).and_then(|_| {
        let whole = object.path().extend(&above);
        let was = written(object.tree().root(), &whole, true)?;
        Some((above.clone(), quotable(&was)?))
    });
    Some(Touched { part: path, mark, filled })
}

/// Returns the comment of a value in one line.
fn about(value: &Value) -> Option<String> {
    let comment = value.get(COMMENT)?.as_str()?;
    Some(comment.lines().collect::<Vec<_>>().join("; "))
}

/// Returns a change without comments.
fn plain(change: &Change) -> Change {
    match change {
        Change::Set(path, value) => Change::Set(path.clone(), without_comments(value)),
        Change::InsertItem(path, at, value) => Change::InsertItem(path.clone(), *at, without_comments(value)),
        other => other.clone(),
    }
}
