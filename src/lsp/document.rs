//! An open text: what an editor has in it now, the trees of it, and those of the last text that could be read, so that
//! what was known stays known while somebody types.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::{Fault, Verdict};
use crate::config;
use crate::k8s::OtherFile;
use crate::source::{Source, Span};
use crate::yaml::{self, Node, Stream, Tree};

/// The kind of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Manifests.
    Manifests,
    /// Descriptions, of which `podpat generate` makes manifests.
    Descriptions,
    /// A `.podpat.yaml`.
    Configuration,
}

/// The endings of the names of descriptions.
const DESCRIPTIONS: [&str; 2] = [".podpat.yaml", ".podpat.yml"];

impl Kind {
    /// Returns the kind of a text by its name, or by the keys at its top, which are there also while it cannot be read.
    pub(super) fn of(path: &Path, text: &str) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name == config::NAME {
            return Self::Configuration;
        }
        let is_named = DESCRIPTIONS.iter().any(|ending| name.ends_with(ending));
        let key = |line: &str| Some(line.split_once(':')?.0.trim_end().into());
        let keys: Vec<Box<str>> = text
            .lines()
            .take_while(|line| !line.starts_with("---") || std::ptr::eq(line.as_ptr(), text.as_ptr()))
            .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
            .filter_map(key)
            .collect();
        let is_description = is_named || OtherFile::of(&name, &keys) == Some(OtherFile::Description);
        if is_description { Self::Descriptions } else { Self::Manifests }
    }
}

/// An open text.
pub(super) struct Document {
    /// The number that the editor gave to it as it is now.
    pub(super) version: i32,
    /// The number of the text as it is now among all that were ever open.
    pub(super) revision: u64,
    pub(super) path: PathBuf,
    pub(super) source: Arc<Source>,
    stream: OnceCell<Stream>,
    readable: Option<(Arc<Source>, Stream)>,
    /// The faults of the text as it is now, once they are known.
    faults: Option<Vec<Fault>>,
    /// The notes on the text that was judged last.
    notes: Vec<String>,
}

/// The trees and the faults of a text.
pub(super) struct Judged {
    pub(super) revision: u64,
    pub(super) source: Arc<Source>,
    pub(super) stream: Stream,
    pub(super) verdict: Verdict,
}

/// A text that can be read at a place: the one that is open, or the one before somebody broke it.
pub(super) struct View<'d> {
    pub(super) source: &'d Arc<Source>,
    pub(super) stream: &'d Stream,
    /// The place in this text.
    pub(super) offset: usize,
    shift: Shift,
}

/// The bytes that two texts have in common at their beginnings and ends.
#[derive(Clone, Copy, Debug)]
struct Shift {
    before: usize,
    after: usize,
    /// The lengths of both.
    lengths: (usize, usize),
}

impl Shift {
    /// The whole text is in common.
    const fn none() -> Self {
        Self { before: usize::MAX, after: 0, lengths: (0, 0) }
    }

    fn between(now: &str, then: &str) -> Self {
        let same = |(a, b): &(u8, u8)| a == b;
        let before = now.bytes().zip(then.bytes()).take_while(same).count();
        let most = now.len().min(then.len()) - before;
        let after = now.bytes().rev().zip(then.bytes().rev()).take(most).take_while(same).count();
        Self { before, after, lengths: (now.len(), then.len()) }
    }

    /// Returns where an offset of one text lies in the other; `None` in what differs.
    const fn moved(self, offset: usize, (from, to): (usize, usize)) -> Option<usize> {
        if offset <= self.before {
            Some(offset)
        } else if offset + self.after >= from {
            Some(offset + to - from)
        } else {
            None
        }
    }

    fn then(self, offset: usize) -> Option<usize> {
        self.moved(offset, self.lengths)
    }

    fn now(self, offset: usize) -> Option<usize> {
        let (now, then) = self.lengths;
        self.moved(offset, (then, now))
    }
}

impl Document {
    pub(super) fn new(path: PathBuf, version: i32, revision: u64, text: String) -> Self {
        let source = Arc::new(Source::new(path.display().to_string(), text));
        Self {
            version,
            revision,
            path,
            source,
            stream: OnceCell::new(),
            readable: None,
            faults: None,
            notes: Vec::new(),
        }
    }

    /// Puts another text in the place of this one.
    pub(super) fn replace(&mut self, version: i32, revision: u64, text: String) {
        self.source = Arc::new(Source::new(self.source.name(), text));
        (self.stream, self.faults) = (OnceCell::new(), None);
        (self.version, self.revision) = (version, revision);
    }

    /// Keeps what was found in a text that is, or was, the open one. Returns the notes that are new.
    pub(super) fn keep(&mut self, judged: Judged) -> Vec<String> {
        let Judged { revision, source, stream, verdict: Verdict { faults, notes } } = judged;
        if is_readable(&stream) {
            self.readable = Some((source, stream));
        }
        if revision == self.revision {
            self.faults = Some(faults);
        }
        let before = std::mem::replace(&mut self.notes, notes);
        self.notes.iter().filter(|note| !before.contains(note)).cloned().collect()
    }

    pub(super) fn text(&self) -> &str {
        self.source.text()
    }

    pub(super) fn kind(&self) -> Kind {
        Kind::of(&self.path, self.text())
    }

    /// Returns the faults of the text as it is now; `None` where they are not known yet.
    pub(super) fn faults(&self) -> Option<&[Fault]> {
        self.faults.as_deref()
    }

    /// Returns the text that is asked about a place: this one if all of it can be read, and otherwise the last that could,
    /// where the place is in both.
    pub(super) fn view(&self, offset: usize) -> View<'_> {
        let stream = self.stream.get_or_init(|| yaml::parse(&self.source));
        let now = View { source: &self.source, stream, offset, shift: Shift::none() };
        let Some((source, stream)) = self.readable.as_ref().filter(|_| !is_readable(now.stream)) else { return now };
        let shift = Shift::between(self.text(), source.text());
        match shift.then(offset) {
            Some(offset) => View { source, stream, offset, shift },
            None => now,
        }
    }
}

fn is_readable(stream: &Stream) -> bool {
    stream.documents.iter().all(|document| document.tree.is_ok())
}

impl<'d> View<'d> {
    /// Returns the tree of the document at the place.
    pub(super) fn tree(&self) -> Option<&'d Arc<Tree>> {
        let is_here =
            |document: &&yaml::Document| document.span.start <= self.offset && self.offset <= document.span.end;
        self.stream.documents.iter().find(is_here)?.tree.as_ref().ok()
    }

    /// Returns the root of the document at the place.
    pub(super) fn root(&self) -> Option<Node<'d>> {
        self.tree().map(|tree| tree.root())
    }

    /// Returns where some bytes of this text are in the text that is open.
    pub(super) fn now(&self, span: Span) -> Option<Span> {
        Some(Span::new(self.shift.now(span.start)?, self.shift.now(span.end)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_known_stays_known_beside_what_is_typed() {
        let mut document = Document::new(PathBuf::from("a.yaml"), 1, 1, "a: 1\nb: 2\nc: 3\n".to_owned());
        let source = Arc::clone(&document.source);
        let stream = yaml::parse(&source);
        document.keep(Judged { revision: 1, source, stream, verdict: Verdict::default() });
        document.replace(2, 2, "a: 1\nb: [2\nc: 3\n".to_owned());
        document.replace(3, 3, "a: 1\nb: [22\nc: 3\n".to_owned());
        for (what, at, then) in [("before", 3, Some(3)), ("in what is typed", 9, None), ("behind", 15, Some(13))] {
            let view = document.view(at);
            assert_eq!(view.root().map(|_| view.offset), then, "{what}");
        }
        let view = document.view(15);
        assert_eq!(view.now(Span::new(13, 14)), Some(Span::new(15, 16)));
        assert_eq!(view.source.text(), "a: 1\nb: 2\nc: 3\n");
    }

    #[test]
    fn kinds_are_told_by_names_and_keys() {
        for (name, text, kind) in [
            ("a/.podpat.yaml", "", Kind::Configuration),
            ("web.podpat.yaml", "", Kind::Descriptions),
            ("web.yaml", "name: web\nmain: nginx\nsidecar:\n  use: [", Kind::Descriptions),
            ("web.yaml", "---\nname: web\nmain: nginx\n", Kind::Descriptions),
            ("web.yaml", "apiVersion: v1\nkind: Pod\n---\nname: web\nmain: x", Kind::Manifests),
            ("web.yaml", "", Kind::Manifests),
        ] {
            assert_eq!(Kind::of(Path::new(name), text), kind, "{name} {text}");
        }
    }
}
