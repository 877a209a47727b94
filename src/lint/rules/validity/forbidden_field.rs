//! The rule `forbidden-field`.

use crate::lint::rule::rule;
use crate::lint::{Check, Fixable};

rule! {
    /// ## What it catches
    /// A field that may not be set here, because of another field, the kind of object, or the position in it.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    /// initContainers:
    ///   - name: prepare
    ///     image: busybox:1.37.0
    ///     readinessProbe: {tcpSocket: {port: 80}}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///     readinessProbe: {tcpSocket: {port: 80}}
    /// initContainers:
    ///   - name: prepare
    ///     image: busybox:1.37.0
    /// ```
    "forbidden-field", Error, Validity, Check::Engine, fixable(Fixable::Unsafe)
}
