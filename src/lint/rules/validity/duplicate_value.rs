//! The rule `duplicate-value`.

use crate::lint::rule::rule;
use crate::lint::{Check, Fixable};

rule! {
    /// ## What it catches
    /// A value that has to be unique in its list and is there already: two containers, volumes or ports of one
    /// name, two mounts at one path.
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
