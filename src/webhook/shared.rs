//! The state that connections of a server share: its rules, its counts, and whose turn it is to be judged.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::metrics::Metrics;
use crate::lint::Settings;
use crate::review::Reviewer;

/// The state that connections share.
pub(super) struct Shared {
    pub(super) reviewer: Reviewer,
    pub(super) max_body: usize,
    pub(super) patience: Duration,
    pub(super) metrics: Metrics,
    connections: AtomicUsize,
    stopping: AtomicBool,
    /// The number of further reviews that may run now.
    turns: Mutex<usize>,
    turn_ended: Condvar,
}

/// A connection that is open.
pub(super) struct Open(Arc<Shared>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Shared {
    pub(super) fn new(settings: &Settings, max_body: usize, patience: Duration, threads: NonZeroUsize) -> Self {
        Self {
            reviewer: Reviewer::new(settings),
            max_body,
            patience,
            metrics: Metrics::default(),
            connections: AtomicUsize::new(0),
            stopping: AtomicBool::new(false),
            turns: Mutex::new(threads.get()),
            turn_ended: Condvar::new(),
        }
    }

    /// Counts a connection until what is returned is dropped.
    pub(super) fn open(self: &Arc<Self>) -> Open {
        self.connections.fetch_add(1, Ordering::Relaxed);
        Open(Arc::clone(self))
    }

    /// Lets connections end after the request that they are at.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Returns the number of open connections.
    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// Returns whether the server was told to stop.
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Waits until a review may run.
    pub(super) fn turn(&self) -> Turn<'_> {
        let turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let mut turns = self.turn_ended.wait_while(turns, |turns| *turns == 0).unwrap_or_else(PoisonError::into_inner);
        *turns -= 1;
        Turn(self)
    }
}

/// The right to run a review.
pub(super) struct Turn<'a>(&'a Shared);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.turns.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.turn_ended.notify_one();
    }
}
