//! The memory that a run may take. What judging a text takes is told from the size of the text: many texts are judged
//! at a time only as far as there is memory for all of them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

use crate::files::Size;
use crate::yaml::PartSizes;

/// Bytes of memory that a byte of text takes while it is judged.
const TEXT: u64 = 16;

/// Bytes of memory that a finding takes.
const FINDING: u64 = 1 << 10;

/// The share of the memory that may be taken by objects of a text that can be read only once, while it is read; and by
/// those that others may refer to.
const KEPT: u64 = 8;

/// The threads and the memory that a run may use.
#[derive(Clone, Copy, Debug)]
pub struct Resources {
    /// Threads.
    pub jobs: usize,
    /// Memory.
    pub memory: Size,
    /// The largest object that is read.
    pub object: Size,
    /// The bytes of a text that are read at a time, as far as no object has more.
    pub part: Size,
}

impl Resources {
    /// The memory that a run may use unless the user says otherwise: 2 GiB.
    pub const MEMORY: Size = Size(2 << 30);

    /// The bytes of a text that are read at a time unless the caller says otherwise: 4 MiB.
    pub const PART: Size = Size(4 << 20);

    /// Returns the largest object that can be judged within so much memory.
    pub const fn largest_within(memory: Size) -> Size {
        Size(memory.0 / TEXT)
    }

    /// Returns how much of a text is read at a time.
    pub fn sizes(self) -> PartSizes {
        let largest = self.object.min(Self::largest_within(self.memory));
        PartSizes { part: self.part.min(largest).length(), largest: largest.length() }
    }

    /// Returns the bytes of objects that may be kept for one purpose.
    pub const fn kept(self) -> Size {
        Size(self.memory.0 / KEPT)
    }
}

impl Default for Resources {
    fn default() -> Self {
        Self { jobs: 1, memory: Self::MEMORY, object: Size::LARGEST_MANIFEST, part: Self::PART }
    }
}

/// The part of the memory that is in use.
pub(super) struct Memory {
    limit: u64,
    /// By the texts that are being judged.
    in_use: Mutex<u64>,
    freed: Condvar,
    /// By what was found.
    kept: AtomicU64,
}

/// The memory that one text takes while it is judged.
pub(super) struct Share<'a> {
    memory: &'a Memory,
    bytes: u64,
}

impl Memory {
    pub(super) fn new(limit: Size) -> Self {
        Self { limit: limit.0, in_use: Mutex::new(0), freed: Condvar::new(), kept: AtomicU64::new(0) }
    }

    /// Waits until there is memory for a text of so many bytes; `None` where what was found takes too much of it.
    pub(super) fn share(&self, bytes: u64) -> Option<Share<'_>> {
        if self.is_full() {
            return None;
        }
        let bytes = bytes.saturating_mul(TEXT).min(self.limit);
        let in_use = self.in_use.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |in_use: &mut u64| *in_use > 0 && *in_use + bytes > self.limit;
        let mut in_use = self.freed.wait_while(in_use, is_full).unwrap_or_else(PoisonError::into_inner);
        *in_use += bytes;
        Some(Share { memory: self, bytes })
    }

    /// Returns whether what was found takes too much.
    pub(super) fn is_full(&self) -> bool {
        self.kept.load(Ordering::Relaxed) > self.limit / 2
    }

    /// Counts what was found.
    pub(super) fn keep(&self, findings: usize) {
        self.kept.fetch_add(FINDING * findings as u64, Ordering::Relaxed);
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        *self.memory.in_use.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.memory.freed.notify_all();
    }
}

/// Bytes of memory that a byte of an object takes that others may refer to.
const OBJECT: u64 = 2;

/// Bytes of memory that others need to know of a workload.
const WORKLOAD: u64 = 1 << 10;

/// The memory that is taken by what objects need to know of each other.
pub(super) struct ContextBudget {
    taken: AtomicU64,
    limit: u64,
}

impl ContextBudget {
    pub(super) const fn new(limit: Size) -> Self {
        Self { taken: AtomicU64::new(0), limit: limit.0 }
    }

    /// Takes what is kept of an object: all of its bytes, or what others need to know of a workload.
    pub(super) fn take(&self, bytes: Option<usize>, is_workload: bool) {
        let object = bytes.map_or(0, |bytes| bytes as u64 * OBJECT);
        let workload = if is_workload { WORKLOAD } else { 0 };
        self.taken.fetch_add(object + workload, Ordering::Relaxed);
    }

    /// Returns whether there is too much to keep all of it. Of the whole input, this does not depend on the order.
    pub(super) fn is_exceeded(&self) -> bool {
        self.taken.load(Ordering::Relaxed) > self.limit
    }
}
