//! The rule `duplicate-object`.

use crate::lint::Check;
use crate::lint::rule::rule;

rule! {
    /// ## What it catches
    /// The same object twice in one file: one kind, one namespace, one name.
    ///
    /// ## Why it matters
    /// Each is applied over the one before, so that the last one counts and what only the first one has is lost.
    /// Nothing says so.
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
