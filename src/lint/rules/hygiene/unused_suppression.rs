//! The rule `unused-suppression`.

use crate::lint::rule::rule;
use crate::lint::{Check, Fixable};

rule! {
    /// ## What it catches
    /// A suppression (`# podpat: ignore[…]`, or the annotation `podpat.dev/ignore`) that suppresses nothing, or
    /// that names a rule that does not exist.
    ///
    /// ## Why it matters
    /// It would hide the next real finding of that rule, and makes readers believe in a fault that does not exist.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1 # podpat: ignore[unkown-field] for the newer API
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    /// ```
    "unused-suppression", Warning, Hygiene, Check::Engine, fixable(Fixable::Safe)
}
