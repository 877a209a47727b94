//! The rule `unknown-field`.

use crate::lint::rule::rule;
use crate::lint::{Check, Fixable};

rule! {
    /// ## What it catches
    /// A field that does not exist where it stands: a misspelt name, or one that belongs somewhere else.
    ///
    /// ## Why it matters
    /// Without strict validation the API server drops such a field without a word, and what it was meant to do does
    /// not happen.
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
