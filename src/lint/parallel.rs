//! The same work on many things, on several threads, with the results in order.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// Told how many of how many are done.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize);

/// Room for the deepest nesting that is read, in the plainest build.
const STACK: usize = 16 << 20;

/// `work(0)`, `work(1)` … `work(count - 1)`, in this order, whatever the number of threads.
pub(super) fn map<T: Send>(
    count: usize,
    jobs: usize,
    progress: Progress<'_>,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let mut done: Vec<(usize, T)> = Vec::with_capacity(count);
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, count.max(1)) {
            let sender = sender.clone();
            let (next, work) = (&next, &work);
            let worker = move || {
                let claim = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&at| at < count);
                std::iter::from_fn(claim).map(|at| (at, work(at))).all(|result| sender.send(result).is_ok());
            };
            if thread::Builder::new().stack_size(STACK).spawn_scoped(scope, worker.clone()).is_err() {
                // No thread to be had: do the work here.
                worker();
            }
        }
        drop(sender);
        for result in receiver {
            done.push(result);
            progress(done.len(), count);
        }
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
