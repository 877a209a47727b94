//! The rule `unknown-api`.

use crate::lint::Check;
use crate::lint::rule::rule;

rule! {
    /// ## What it catches
    /// A kind that podpat does not know: a custom resource, or a misspelt kind.
    ///
    /// ## Why it matters
    /// Such an object is not judged. Whether the server takes it depends on the custom resource definitions it has.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deploymnet
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
    "unknown-api", Info, Validity, Check::Engine
}
