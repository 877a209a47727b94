//! The rule `missing-field`.

use crate::lint::rule::rule;
use crate::lint::{Check, Fixable};

rule! {
    /// ## What it catches
    /// A required field that is missing or empty.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// metadata:
    ///   name: example
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: example
    /// ```
    "missing-field", Error, Validity, Check::Engine, fixable(Fixable::Unsafe)
}
