//! The rule `too-long`.

use crate::lint::Check;
use crate::lint::rule::rule;

rule! {
    /// ## What it catches
    /// A text with more bytes than its field may have.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: example
    /// spec:
    ///   ports:
    ///     - name: a-port-name-of-more-than-63-characters-which-is-more-than-a-label-takes
    ///       port: 80
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: example
    /// spec:
    ///   ports:
    ///     - name: http
    ///       port: 80
    /// ```
    "too-long", Error, Validity, Check::Engine
}
