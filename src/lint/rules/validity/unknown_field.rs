//! The rule `unknown-field`.

use crate::lint::rule::rule;
use crate::lint::{Check, Fixable};

rule! {
    /// ## What it catches
    /// A field that does not exist in its position: a misspelt name, or a field that belongs somewhere else.
    ///
    /// ## Why it matters
    /// Without strict validation, the API server silently drops such a field, and it has no effect.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///     imagePullPolcy: Always
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///     imagePullPolicy: Always
    /// ```
    "unknown-field", Error, Validity, Check::Engine, fixable(Fixable::Mixed)
}
