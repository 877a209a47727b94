//! The rule `invalid-value`.

use crate::lint::Check;
use crate::lint::rule::rule;

rule! {
    /// ## What it catches
    /// A value that violates a rule of its field: a name that is not a DNS label, a port above 65535, a limit below its
    /// request.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata:
    ///   name: example
    /// data:
    ///   password: s3cret
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata:
    ///   name: example
    /// stringData:
    ///   password: s3cret
    /// ```
    "invalid-value", Error, Validity, Check::Engine
}
