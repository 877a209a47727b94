//! The rule `newer-field`.

use crate::lint::Check;
use crate::lint::rule::rule;

rule! {
    /// ## What it catches
    /// A field that does not exist yet in the Kubernetes release that the manifests are for (`--kubernetes-version`).
    ///
    /// ## Why it matters
    /// An API server silently drops fields that it does not know, unless strict validation is requested: a native
    /// sidecar becomes an init container that never ends.
    ///
    /// ## Instead of
    /// ```yaml
    /// # podpat lint --kubernetes-version 1.28
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    /// initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.35.0
    ///     restartPolicy: Always
    /// ```
    /// ## Write
    /// ```yaml
    /// # podpat lint --kubernetes-version 1.28
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.35.0
    /// ```
    "newer-field", Error, Validity, Check::Engine
}
