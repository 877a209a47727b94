//! The rule `unsupported-value`.

use crate::lint::rule::rule;
use crate::lint::{Check, Fixable};

rule! {
    /// ## What it catches
    /// A word that is not one of the values that its field accepts.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
    ///
    /// ## Instead of
    /// ```yaml
    /// restartPolicy: Sometimes
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    /// ```
    /// ## Write
    /// ```yaml
    /// restartPolicy: OnFailure
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    /// ```
    "unsupported-value", Error, Validity, Check::Engine, fixable(Fixable::Mixed)
}
