//! The Pods that selectors lead to, kept for the next look-up where many had to be searched.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::selector_index::MOST_SELECTED;

/// Pods that are kept for all selectors together.
const MOST_KEPT: usize = 1 << 20;

/// Places in the list that was searched.
type Found = Arc<[usize]>;

/// The Pods that selectors lead to.
#[derive(Clone, Debug, Default)]
pub(super) struct Selections(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    found: HashMap<BTreeMap<String, String>, Found>,
    pods: usize,
}

impl Selections {
    /// Returns the places of the Pods that a selector leads to, one more than anybody looks at: those that `fitting` finds,
    /// which has to find the same ones each time.
    pub(super) fn of(&self, selector: &BTreeMap<String, String>, fitting: impl Iterator<Item = usize>) -> Found {
        if let Some(found) = self.0.lock().unwrap_or_else(PoisonError::into_inner).found.get(selector) {
            return Arc::clone(found);
        }
        let found: Found = fitting.take(MOST_SELECTED + 1).collect();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.pods < MOST_KEPT {
            kept.pods += found.len() + 1;
            kept.found.insert(selector.clone(), Arc::clone(&found));
        }
        found
    }
}
