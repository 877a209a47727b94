//! The view of one case that checks get, and the place where failures go.

use super::case::Case;
use super::failure::Failures;
use super::made::Made;
use crate::catalogue::Entry;

/// One case that is looked at.
pub(super) struct Check<'a> {
    pub(super) entry: &'a Entry,
    pub(super) case: &'a Case,
    pub(super) made: &'a Made,
    pub(super) failures: &'a mut Failures,
}

impl Check<'_> {
    /// Notes a failure where something does not hold: the message, and what to do.
    pub(super) fn expect(&mut self, holds: bool, at: &[&str], failure: impl FnOnce() -> (String, &'static str)) {
        if !holds {
            let (message, help) = failure();
            self.failures.add(&self.case.what, at, message, help);
        }
    }
}
