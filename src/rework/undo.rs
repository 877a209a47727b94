//! Insertions are taken back one by one.

use std::sync::Arc;

use super::mark::{Mark, UNENDED, annotation};
use super::marked::NotEdited;
use super::marks_of::Located;
use super::users::{mounts, refers_to};
use crate::edit::{Change, Draft, Refused};
use crate::k8s;
use crate::source::Source;
use crate::yaml::{FieldPath, Kind, Node};

/// Texts that insertions are taken out of.
pub(super) struct Undo {
    drafts: Vec<Draft>,
    notes: Vec<String>,
}

impl Undo {
    pub(super) fn new(texts: &[Arc<Source>]) -> Self {
        Self { drafts: texts.iter().map(|text| Draft::new(Arc::clone(text))).collect(), notes: Vec::new() }
    }

    /// Returns the texts as they are now.
    pub(super) fn sources(&self) -> Vec<Arc<Source>> {
        self.drafts.iter().map(|draft| Arc::clone(draft.source())).collect()
    }

    /// Returns the texts, and notes of what was left.
    pub(super) fn finish(self) -> (Vec<Arc<Source>>, Vec<String>) {
        (self.sources(), self.notes)
    }

    /// Takes the insertion of a mark back, and the mark; `all` are the marks of all texts as they are.
    pub(super) fn take_back(&mut self, it: &Located, all: &[Located]) -> Result<(), NotEdited> {
        let path = it.found.target.as_ref().unwrap_or(&it.found.anchor).to_string();
        let file = self.drafts[it.text].source().name().to_owned();
        self.undo(it, all).map_err(|reason| NotEdited { path, file, reason })
    }

    fn undo(&mut self, it: &Located, all: &[Located]) -> Result<(), Refused> {
        let mark = &it.found.mark;
        if mark.is_of_object() {
            return self.object(it, all);
        }
        let at = all.iter().position(|other| other == it).unwrap_or_default();
        let is_heir = |other: &&Located| {
            other.is_beside(it) && other.found.target == it.found.target && !other.found.mark.is_of_object()
        };
        // What a later helper changed again is that one's now, with what was there at first.
        if let Some(newer) = all[at + 1..].iter().find(is_heir).filter(|_| !mark.is_of_holder()) {
            self.rewrite(newer, &Mark { was: mark.was.clone(), ..newer.found.mark.clone() })?;
            return self.forget(it, all);
        }
        let tree = self.drafts[it.text].tree(it.document);
        let node = tree.as_ref().zip(it.found.target.as_ref()).and_then(|(tree, path)| tree.root().at(path));
        let Some((target, node)) = it.found.target.clone().zip(node) else {
            return self.forget(it, all);
        };
        if mark.is_of_holder() {
            return self.hand_over(it, all);
        }
        if let Some(reason) = kept(it, node, all) {
            self.notes.push(format!("left `{target}` of `{}`: {reason}", self.drafts[it.text].source().name()));
            return self.forget(it, all);
        }
        match &mark.was {
            Some(was) => {
                self.change(it, &Change::Restore(target, was.clone(), None))?;
                self.forget(it, all)
            }
            None => self.take_out(it, target, all),
        }
    }

    fn change(&mut self, it: &Located, change: &Change) -> Result<(), Refused> {
        self.drafts[it.text].change(it.document, &FieldPath::default(), change)
    }

    /// Takes a whole object out, unless something that stays refers to it.
    fn object(&mut self, it: &Located, all: &[Located]) -> Result<(), Refused> {
        let manifests: Vec<_> = self.sources().iter().flat_map(|text| k8s::read(text).manifests).collect();
        let is_own = |manifest: &&k8s::Manifest| {
            manifest.document == it.document && manifest.source.name() == self.drafts[it.text].source().name()
        };
        let Some(object) = manifests.iter().find(is_own) else { return self.forget(it, all) };
        let mut others = manifests.iter().filter(|manifest| !is_own(manifest));
        if let Some(user) = others.find(|other| refers_to(other.node(), object)) {
            self.notes.push(format!("left {}: {} refers to it", object.identity, user.identity));
            return self.forget(it, all);
        }
        let was_ended = it.found.mark.about.as_deref() != Some(UNENDED);
        self.drafts[it.text].remove_document(it.document, was_ended)
    }

    /// Takes an entry or item out, and the lists and mappings that are empty without it.
    fn take_out(&mut self, it: &Located, target: FieldPath, all: &[Located]) -> Result<(), Refused> {
        let missing = || Refused::Missing(target.clone());
        let tree = self.drafts[it.text].tree(it.document).ok_or_else(missing)?;
        let anchor = &it.found.anchor;
        let comment = |path: &FieldPath| it.found.comment.clone().filter(|_| path == anchor);
        let mut path = target.clone();
        let holder = loop {
            let holder = path.parent().ok_or_else(missing)?;
            if tree.root().at(&holder).ok_or_else(missing)?.len() > 1 {
                break None;
            }
            let of_holder = |other: &&Located| {
                other.is_beside(it) && other.found.mark.is_of_holder() && other.found.target.as_ref() == Some(&holder)
            };
            if let Some(found) = all.iter().find(of_holder) {
                break Some((holder, found.clone()));
            }
            path = holder;
        };
        match holder {
            Some((holder, found)) => {
                let was = found.found.mark.was.clone().unwrap_or_default();
                self.change(it, &Change::Restore(holder, was, comment(&path)))?;
                self.forget(&found, all)?;
            }
            None => self.change(it, &Change::TakeOut(path.clone(), comment(&path)))?,
        }
        let is_gone = it.found.comment.is_some() && anchor.segments().starts_with(path.segments());
        if is_gone { Ok(()) } else { self.forget(it, all) }
    }

    /// Gives the mark of a list or mapping that is not empty yet to the helper that the rest belongs to.
    fn hand_over(&mut self, it: &Located, all: &[Located]) -> Result<(), Refused> {
        let helper = &it.found.mark.helper;
        let others = || all.iter().filter(|other| other.is_beside(it) && other.found.mark.helper != *helper);
        let inside = others().find(|other| is_below(other, it));
        let annotated = others().find(|other| is_of_annotations(it) && other.found.comment.is_none());
        match inside.or(annotated) {
            Some(other) => {
                let heir = Mark { helper: other.found.mark.helper.clone(), ..it.found.mark.clone() };
                self.rewrite(it, &heir)
            }
            None => self.forget(it, all),
        }
    }

    /// Puts another mark in the place of one.
    fn rewrite(&mut self, it: &Located, mark: &Mark) -> Result<(), Refused> {
        let anchor = it.found.anchor.clone();
        match &it.found.comment {
            Some(comment) => {
                self.change(it, &Change::Uncomment(anchor.clone(), comment.clone()))?;
                self.change(it, &Change::Comment(anchor, mark.comment()))
            }
            None => {
                let (old, new) = (it.found.mark.to_string(), mark.to_string());
                let lines: Vec<String> =
                    self.lines(it).into_iter().map(|line| if line == old { new.clone() } else { line }).collect();
                self.change(it, &Change::Set(annotation(&anchor), lines.join("\n").into()))
            }
        }
    }

    /// Returns the marks in the annotation of an object.
    fn lines(&self, it: &Located) -> Vec<String> {
        let tree = self.drafts[it.text].tree(it.document);
        let node = tree.as_ref().and_then(|tree| tree.root().at(&annotation(&it.found.anchor)));
        node.and_then(Node::as_str).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// Takes a mark out; an annotation goes with its last one.
    fn forget(&mut self, it: &Located, all: &[Located]) -> Result<(), Refused> {
        let anchor = it.found.anchor.clone();
        if let Some(comment) = &it.found.comment {
            return self.change(it, &Change::Uncomment(anchor, comment.clone()));
        }
        let mut lines = self.lines(it);
        let own = it.found.mark.to_string();
        if let Some(at) = lines.iter().position(|line| *line == own) {
            lines.remove(at);
        }
        let path = annotation(&anchor);
        let of_holder =
            all.iter().find(|other| other.is_beside(it) && other.object == it.object && is_of_annotations(other));
        let holder = of_holder.map(|other| other.found.mark.to_string());
        if !lines.iter().all(|line| holder.as_ref() == Some(line)) {
            return self.change(it, &Change::Set(path, lines.join("\n").into()));
        }
        let (Some(annotations), Some(tree)) = (path.parent(), self.drafts[it.text].tree(it.document)) else {
            return Ok(());
        };
        let is_alone = tree.root().at(&annotations).is_some_and(|node| node.len() == 1);
        self.change(
            it,
            &match of_holder.and_then(|other| other.found.mark.was.clone()) {
                _ if !is_alone => Change::TakeOut(path, None),
                Some(was) => Change::Restore(annotations, was, None),
                None => Change::TakeOut(annotations, None),
            },
        )
    }
}

/// Returns true if a mark is about the annotations that it stands in itself.
fn is_of_annotations(it: &Located) -> bool {
    let annotations = annotation(&it.object).parent();
    let shown = |path: &FieldPath| path.to_string();
    it.found.comment.is_none()
        && it.found.mark.is_of_holder()
        && it.found.target.as_ref().map(shown) == annotations.as_ref().map(shown)
}

/// Returns true if what one mark put in stands within what another one did.
fn is_below(inner: &Located, outer: &Located) -> bool {
    match (&inner.found.target, &outer.found.target) {
        (Some(inner), Some(outer)) => inner != outer && inner.segments().starts_with(outer.segments()),
        _ => false,
    }
}

/// Returns the reason why something is left that was put in.
fn kept(it: &Located, node: Node<'_>, all: &[Located]) -> Option<String> {
    let mark = &it.found.mark;
    if let Some(set) = &mark.set {
        let is_same = node.kind() == Kind::Scalar && node.text() == set;
        return (!is_same).then(|| format!("it was changed since; it had been set to `{set}`"));
    }
    let others = all.iter().filter(|other| other.is_beside(it) && other.found.mark.helper != mark.helper);
    if let Some(other) = others.into_iter().find(|other| is_below(other, it)) {
        return Some(format!("`{}` has a part in it", other.found.mark.helper));
    }
    let name = node.get("name").filter(|_| it.found.target.as_ref().is_some_and(is_volume))?;
    let spec = it.found.target.as_ref().and_then(FieldPath::parent).as_ref().and_then(FieldPath::parent)?;
    let user = mounts(node.tree().root().at(&spec)?, name.text())?;
    Some(format!("`{user}` mounts it"))
}

fn is_volume(path: &FieldPath) -> bool {
    path.parent().is_some_and(|list| list.to_string().ends_with("spec.volumes"))
}
