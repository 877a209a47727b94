//! Objects that the rest of the input may have a say in: they wait in memory, or are read a second time where too many of
//! them would have to.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::k8s::Manifest;

/// Bytes of text whose manifests may wait typed, which takes about twenty times as much.
const TYPED: usize = 128 << 10;

/// Bytes of text whose manifests may wait at all, besides as many as the biggest file has; untyped they take about three
/// times as much.
const ROOM: usize = 4 << 20;

/// Objects that are judged in one go: enough to be worth a thread's while, few enough to keep all threads busy.
const BATCH: usize = 64;

/// How much room is taken, in bytes of text.
#[derive(Default)]
pub(super) struct Room {
    typed: AtomicUsize,
    all: AtomicUsize,
    biggest: AtomicUsize,
}

/// The manifests of one text that wait.
pub(super) enum Waiting {
    /// In memory.
    Here(Vec<Manifest>),
    /// In their file.
    There,
}

impl Room {
    /// A manifest that waits: as it is where there is room, otherwise to be typed again.
    pub(super) fn trimmed(&self, manifest: Manifest) -> Manifest {
        let bytes = manifest.node().span().len();
        if take(&self.typed, bytes, TYPED) { manifest } else { manifest.untyped() }
    }

    /// Keeps the manifests of a text of so many bytes, where there is room.
    pub(super) fn keep(&self, manifests: Vec<Manifest>, text: usize) -> Waiting {
        let biggest = self.biggest.fetch_max(text, Ordering::Relaxed).max(text);
        // What points into a text keeps all of it in memory.
        let bytes = if manifests.is_empty() { 0 } else { text };
        if take(&self.all, bytes, ROOM + biggest) { Waiting::Here(manifests) } else { Waiting::There }
    }
}

/// Takes some of a room; `false` where there is not enough left.
fn take(taken: &AtomicUsize, bytes: usize, room: usize) -> bool {
    let fits = taken.fetch_add(bytes, Ordering::Relaxed) + bytes <= room;
    if !fits {
        taken.fetch_sub(bytes, Ordering::Relaxed);
    }
    fits
}

impl Waiting {
    /// The batches they are judged in; `None` stands for all that has to be read again.
    pub(super) fn batches(&self) -> Vec<Option<&[Manifest]>> {
        match self {
            Self::Here(manifests) => manifests.chunks(BATCH).map(Some).collect(),
            Self::There => vec![None],
        }
    }
}
