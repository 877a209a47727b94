//! A description and everything that was planned for it.

use crate::pattern::description::workload::Description;
use crate::pattern::plan::objects::{Plan, PlannedObject};
use crate::pattern::plan::resolved_helper::ResolvedHelper;

/// A description and everything that was planned for it.
#[derive(Debug)]
pub(crate) struct Planned {
    /// The description.
    pub description: Description,
    /// Its helpers.
    pub helpers: Vec<ResolvedHelper>,
    /// Its objects.
    pub plan: Plan,
}

impl Planned {
    /// Returns an object beside the workload.
    pub(crate) fn object(&self, index: Option<usize>) -> Option<&PlannedObject> {
        self.plan.objects.get(index?)
    }
}
