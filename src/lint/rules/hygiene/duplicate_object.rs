//! The rule `duplicate-object`.

use crate::lint::Check;
use crate::lint::rule::rule;

rule! {
    /// ## What it catches
    /// The same object of a kind of Kubernetes twice in one file: same kind, namespace and name. Custom resources are not
    /// reported, since examples of them show one object as it changes.
    ///
    /// ## Why it matters
    /// Each one is applied over the previous one, so that the last one wins and what only the first one has is silently
    /// lost.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: shop}
    /// data: {LEVEL: info}
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: shop}
    /// data: {ZONE: north}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: shop}
    /// data: {LEVEL: info, ZONE: north}
    /// ```
    "duplicate-object", Warning, Hygiene, Check::Engine
}
