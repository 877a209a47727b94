//! Objects that other objects of the input can matter to. They are judged when all of the input was read: until then
//! they are kept in memory, or read a second time where they are too many to keep.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::composition::Context;
use crate::k8s::Manifest;

/// Bytes of text whose manifests may be kept in memory, besides as many as the biggest file has; untyped they take
/// about three times as much.
const BUDGET: usize = 2 << 20;

/// Objects that are judged in one go: enough to be worth a thread's while, few enough to keep all threads busy.
const BATCH: usize = 64;

/// The budget for objects that are kept in memory, in bytes of their text.
#[derive(Default)]
pub(super) struct MemoryBudget {
    taken: AtomicUsize,
    biggest: AtomicUsize,
}

impl MemoryBudget {
    /// Takes what a text of so many bytes needs; returns `false` where there is not enough left.
    fn take(&self, bytes: usize) -> bool {
        let budget = BUDGET + self.biggest.fetch_max(bytes, Ordering::Relaxed).max(bytes);
        let fits = self.taken.fetch_add(bytes, Ordering::Relaxed) + bytes <= budget;
        if !fits {
            self.taken.fetch_sub(bytes, Ordering::Relaxed);
        }
        fits
    }
}

/// The manifests of one text that are deferred.
#[derive(Default)]
pub(super) enum Deferred {
    /// None so far.
    #[default]
    None,
    /// Kept in memory, not typed.
    InMemory(Vec<Manifest>),
    /// Read again when their turn comes: how many.
    Reread(usize),
}

/// Some of what is deferred.
#[derive(Clone, Copy)]
pub(super) enum Batch<'a> {
    /// These.
    InMemory(&'a [Manifest]),
    /// All objects of the text that other objects matter to: it has to be read again.
    Reread,
}

impl Deferred {
    /// Takes a manifest in if other objects of the input can matter to it; returns whether it did.
    pub(super) fn take(&mut self, manifest: &Manifest, budget: &MemoryBudget) -> bool {
        if !Context::matter_to(manifest) {
            return false;
        }
        if matches!(self, Self::None) {
            // What points into a text keeps all of it in memory.
            let fits = budget.take(manifest.source.text().len());
            *self = if fits { Self::InMemory(Vec::new()) } else { Self::Reread(0) };
        }
        match self {
            Self::InMemory(manifests) => manifests.push(manifest.untyped()),
            Self::Reread(count) => *count += 1,
            Self::None => {}
        }
        true
    }

    /// The batches they are judged in.
    pub(super) fn batches(&self) -> Vec<Batch<'_>> {
        match self {
            Self::None | Self::Reread(0) => Vec::new(),
            Self::InMemory(manifests) => manifests.chunks(BATCH).map(Batch::InMemory).collect(),
            Self::Reread(_) => vec![Batch::Reread],
        }
    }
}
