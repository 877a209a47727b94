//! Which findings make a run fail, as the caller decides it.

use crate::lint::Finding;

/// Returns true if a finding makes the run fail.
pub type Fails<'a> = dyn Fn(&Finding) -> bool + 'a;
