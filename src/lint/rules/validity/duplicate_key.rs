//! The rule `duplicate-key`.

use crate::lint::rule::rule;
use crate::lint::{Check, Fixable};

rule! {
    /// ## What it catches
    /// A key that appears twice in one mapping.
    ///
    /// ## Why it matters
    /// Only the last one counts, so the value that a person reads first has no effect. `kubectl` rejects such a file
    /// unless validation is switched off.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///     image: nginx:1.28.0
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    /// ```
    "duplicate-key", Error, Validity, Check::Engine, fixable(Fixable::Mixed)
}
