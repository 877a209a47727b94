//! How much memory a run may take. What judging a text takes is told from the size of the text: many texts are judged
//! at a time only as far as there is memory for all of them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

use crate::files::Size;

/// Bytes of memory that a byte of text takes while it is judged.
const TEXT: u64 = 16;

/// Bytes of memory that a finding takes.
const FINDING: u64 = 1 << 10;

/// The threads and the memory that a run may use.
#[derive(Clone, Copy, Debug)]
pub struct Resources {
    /// Threads.
    pub jobs: usize,
    /// Memory.
    pub memory: Size,
}

impl Resources {
    /// The memory that a run may use unless the user says otherwise: 2 GiB.
    pub const MEMORY: Size = Size(2 << 30);

    /// Returns true if a text of so many bytes can be judged within so much memory.
    pub const fn suffice(memory: Size, bytes: usize) -> bool {
        (bytes as u64).saturating_mul(TEXT) <= memory.0
    }
}

impl Default for Resources {
    fn default() -> Self {
        Self { jobs: 1, memory: Self::MEMORY }
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
        if self.kept.load(Ordering::Relaxed) > self.limit / 2 {
            return None;
        }
        let bytes = bytes.saturating_mul(TEXT).min(self.limit);
        let in_use = self.in_use.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |in_use: &mut u64| *in_use > 0 && *in_use + bytes > self.limit;
        let mut in_use = self.freed.wait_while(in_use, is_full).unwrap_or_else(PoisonError::into_inner);
        *in_use += bytes;
        Some(Share { memory: self, bytes })
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
