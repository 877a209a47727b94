//! The rule `too-long`.

use crate::lint::Check;
use crate::lint::rule::rule;

rule! {
    /// ## What it catches
    /// A text with more bytes than its field allows.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: IngressClass
    /// metadata:
    ///   name: example
    /// spec:
    ///   controller: example.com/more-than-250-characters-of-it…
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: IngressClass
    /// metadata:
    ///   name: example
    /// spec:
    ///   controller: example.com/ingress
    /// ```
    "too-long", Error, Validity, Check::Engine
}
