//! The rule `too-many`.

use crate::lint::Check;
use crate::lint::rule::rule;

rule! {
    /// ## What it catches
    /// A list or map with more entries than its field allows.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
    ///
    /// ## Instead of
    /// ```yaml
    /// podFailurePolicy: # of a Job
    ///   rules:
    ///     - {action: Ignore, onPodConditions: [{type: DisruptionTarget}]}
    ///     - …and twenty more
    /// ```
    /// ## Write
    /// ```yaml
    /// podFailurePolicy:
    ///   rules:
    ///     - {action: Ignore, onPodConditions: [{type: DisruptionTarget}]}
    /// ```
    "too-many", Error, Validity, Check::Engine
}
