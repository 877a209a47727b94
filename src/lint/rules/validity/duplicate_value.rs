//! The rule `duplicate-value`.

use crate::lint::rule::rule;
use crate::lint::{Check, Fixable};

rule! {
    /// ## What it catches
    /// A value that must be unique in its list but appears more than once: two containers, volumes or ports with the
    /// same name, or two mounts at the same path.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///   - name: app
    ///     image: redis:8.2.1
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///   - name: cache
    ///     image: redis:8.2.1
    /// ```
    "duplicate-value", Error, Validity, Check::Engine, fixable(Fixable::Safe)
}
