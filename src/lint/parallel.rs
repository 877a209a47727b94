//! The same work on many things, on several threads, with the results in order.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::yaml::STACK;

/// Told now and then how many of how many are done.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize);

/// The time from one report of progress to the next.
const TICK: Duration = Duration::from_millis(50);

/// `work(0)`, `work(1)` … `work(count - 1)`, in this order, whatever the number of threads.
pub(super) fn map<T: Send>(
    count: usize,
    jobs: usize,
    progress: Progress<'_>,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let (next, done, waiting) = (AtomicUsize::new(0), AtomicUsize::new(0), thread::current());
    let worker = || {
        let mut results = Vec::new();
        while let Some(at) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&at| at < count) {
            results.push((at, work(at)));
            if done.fetch_add(1, Ordering::Relaxed) + 1 == count {
                waiting.unpark();
            }
        }
        results
    };
    let mut results: Vec<(usize, T)> = thread::scope(|scope| {
        let spawn = |_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, worker);
        let workers: Vec<_> = (0..jobs.clamp(1, count.max(1))).map_while(|at| spawn(at).ok()).collect();
        // A thread that panics leaves its work undone.
        while done.load(Ordering::Relaxed) < count && !workers.iter().all(thread::ScopedJoinHandle::is_finished) {
            thread::park_timeout(TICK);
            progress(done.load(Ordering::Relaxed), count);
        }
        // Where there is no thread to be had, the work is done here.
        let here = if workers.is_empty() { worker() } else { Vec::new() };
        let joined =
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.flatten().chain(here).collect()
    });
    results.sort_unstable_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}
