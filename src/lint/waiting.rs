//! Objects that the rest of the input may have a say in: they wait in memory, or are read a second time where too many of
//! them would have to.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::composition::Surroundings;
use crate::k8s::Manifest;

/// Bytes of text whose manifests may wait in memory, besides as many as the biggest file has; untyped they take about
/// three times as much.
const ROOM: usize = 2 << 20;

/// Objects that are judged in one go: enough to be worth a thread's while, few enough to keep all threads busy.
const BATCH: usize = 64;

/// How much room is taken, in bytes of text.
#[derive(Default)]
pub(super) struct Room {
    taken: AtomicUsize,
    biggest: AtomicUsize,
}

impl Room {
    /// Takes room for a text of so many bytes; `false` where there is not enough left.
    fn take(&self, bytes: usize) -> bool {
        let room = ROOM + self.biggest.fetch_max(bytes, Ordering::Relaxed).max(bytes);
        let fits = self.taken.fetch_add(bytes, Ordering::Relaxed) + bytes <= room;
        if !fits {
            self.taken.fetch_sub(bytes, Ordering::Relaxed);
        }
        fits
    }
}

/// The manifests of one text that wait.
#[derive(Default)]
pub(super) enum Waiting {
    /// None so far.
    #[default]
    None,
    /// In memory, not typed.
    Here(Vec<Manifest>),
    /// In their file: how many.
    There(usize),
}

/// Some of what waits.
#[derive(Clone, Copy)]
pub(super) enum Batch<'a> {
    /// These.
    Here(&'a [Manifest]),
    /// All of the text that the rest of the input matters to: it has to be read again.
    There,
    /// The Services of the text that lead astray. They have not waited: few do, and the text is read again for them.
    Services,
}

impl Waiting {
    /// Takes a manifest in, if it has to wait. Where there is room every Pod does, as only its type tells which of them
    /// have to.
    pub(super) fn take(&mut self, manifest: &Manifest, room: &Room) -> bool {
        let may_hold_pod = manifest.pod_node().is_some();
        if matches!(self, Self::None) && (may_hold_pod || Surroundings::matter_to(manifest)) {
            // What points into a text keeps all of it in memory.
            let fits = room.take(manifest.source.text().len());
            *self = if fits { Self::Here(Vec::new()) } else { Self::There(0) };
        }
        let waits = match self {
            Self::None => false,
            Self::Here(_) => may_hold_pod || Surroundings::matter_to(manifest),
            Self::There(_) => Surroundings::matter_to(manifest),
        };
        match self {
            Self::Here(manifests) if waits => manifests.push(manifest.untyped()),
            Self::There(count) => *count += usize::from(waits),
            _ => {}
        }
        waits
    }

    /// The batches they are judged in.
    pub(super) fn batches(&self) -> Vec<Batch<'_>> {
        match self {
            Self::None | Self::There(0) => Vec::new(),
            Self::Here(manifests) => manifests.chunks(BATCH).map(Batch::Here).collect(),
            Self::There(_) => vec![Batch::There],
        }
    }
}
