//! Objects that other objects of the input can matter to. They are judged when all of the input was read: until then
//! they are kept in memory, or read a second time where they are too many to keep.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::composition::Context;
use crate::files::Size;
use crate::k8s::Kept;

use super::read::ReadObject;

/// Bytes of text whose manifests may be kept in memory, besides as many as the biggest file has; untyped they take
/// about three times as much.
const BUDGET: usize = 8 << 20;

/// Objects that are judged in one go: enough to be worth a thread's while, few enough to keep all threads busy.
const BATCH: usize = 64;

/// The budget for objects that are kept in memory, in bytes.
pub(super) struct MemoryBudget {
    /// Taken by short texts.
    taken: AtomicUsize,
    biggest: AtomicUsize,
    /// Taken by the objects of long texts: of those that can be read again, and of those that cannot.
    of_files: AtomicUsize,
    of_streams: AtomicUsize,
    /// The limit on each of the two.
    limit: usize,
}

impl MemoryBudget {
    pub(super) fn new(limit: Size) -> Self {
        let [taken, biggest, of_files, of_streams] = [const { AtomicUsize::new(0) }; 4];
        Self { taken, biggest, of_files, of_streams, limit: limit.length() }
    }

    /// Takes what a short text needs; returns `false` where there is not enough left.
    fn take_text(&self, bytes: usize) -> bool {
        let budget = BUDGET + self.biggest.fetch_max(bytes, Ordering::Relaxed).max(bytes);
        take(&self.taken, bytes, budget)
    }

    /// Takes what an object of a long text needs; returns `false` where there is not enough left.
    fn take_object(&self, bytes: usize, is_lasting: bool) -> bool {
        take(if is_lasting { &self.of_files } else { &self.of_streams }, bytes, self.limit)
    }
}

fn take(from: &AtomicUsize, bytes: usize, limit: usize) -> bool {
    let fits = from.fetch_add(bytes, Ordering::Relaxed) + bytes <= limit;
    if !fits {
        from.fetch_sub(bytes, Ordering::Relaxed);
    }
    fits
}

/// The manifests of one text that are deferred.
#[derive(Default)]
pub(super) enum Deferred {
    /// None so far.
    #[default]
    None,
    /// Kept in memory, not typed.
    InMemory(Vec<Kept>),
    /// Read again when their turn comes: how many.
    Reread(usize),
    /// None, as they are too many: each is judged by itself.
    TooMany,
}

/// The place of an object that is to be judged.
pub(super) enum Turn {
    /// It is judged at once.
    Now,
    /// It is deferred.
    Later,
    /// It, and those that were deferred before, are judged by themselves.
    Alone(Vec<Kept>),
}

/// Some of what is deferred.
#[derive(Clone, Copy)]
pub(super) enum Batch<'a> {
    /// These.
    InMemory(&'a [Kept]),
    /// All objects of the text that other objects matter to: it has to be read again.
    Reread,
}

impl Deferred {
    /// Takes an object in if other objects of the input can matter to it. A text that is not `lasting` can be read only
    /// once.
    pub(super) fn take(&mut self, object: &mut ReadObject, is_lasting: bool, budget: &MemoryBudget) -> Turn {
        let manifest = &object.manifest;
        if !Context::matter_to(manifest) {
            return Turn::Now;
        }
        if matches!(self, Self::None) && manifest.source.is_whole() {
            // What points into a text keeps all of it in memory.
            let fits = budget.take_text(manifest.source.text().len());
            *self = if fits || !is_lasting { Self::InMemory(Vec::new()) } else { Self::Reread(0) };
        }
        match self {
            Self::None | Self::InMemory(_) => {
                let kept = object.kept.take().unwrap_or_else(|| manifest.keep());
                let fits = manifest.source.is_whole() || budget.take_object(kept.size(), is_lasting);
                self.keep(kept, fits, is_lasting)
            }
            Self::Reread(count) => {
                *count += 1;
                Turn::Later
            }
            Self::TooMany => Turn::Alone(Vec::new()),
        }
    }

    fn keep(&mut self, object: Kept, fits: bool, is_lasting: bool) -> Turn {
        let mut all = match std::mem::take(self) {
            Self::InMemory(all) => all,
            _ => Vec::new(),
        };
        match (fits, is_lasting) {
            (true, _) => {
                all.push(object);
                *self = Self::InMemory(all);
                Turn::Later
            }
            (false, true) => {
                *self = Self::Reread(all.len() + 1);
                Turn::Later
            }
            (false, false) => {
                *self = Self::TooMany;
                Turn::Alone(all)
            }
        }
    }

    /// Returns true if there were too many to keep.
    pub(super) const fn are_too_many(&self) -> bool {
        matches!(self, Self::TooMany)
    }

    /// The batches they are judged in.
    pub(super) fn batches(&self) -> Vec<Batch<'_>> {
        match self {
            Self::None | Self::Reread(0) | Self::TooMany => Vec::new(),
            Self::InMemory(objects) => objects.chunks(BATCH).map(Batch::InMemory).collect(),
            Self::Reread(_) => vec![Batch::Reread],
        }
    }
}
