//! The rule `unknown-api`.

use crate::lint::Check;
use crate::lint::rule::rule;

rule! {
    /// ## What it catches
    /// An object of a kind that podpat has no type for: a custom resource, or an alpha API.
    ///
    /// ## Why it matters
    /// Such an object is not checked: whether a server accepts it depends on the definitions that are installed there.
    /// The last line of `podpat lint` counts such objects; this rule lists them.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata:
    ///   name: example
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata:
    ///   name: example
    /// ```
    "unknown-api", Info, Validity, Check::Engine, off
}
