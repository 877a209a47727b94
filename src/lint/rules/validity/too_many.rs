//! The rule `too-many`.

use crate::lint::Check;
use crate::lint::rule::rule;

rule! {
    /// ## What it catches
    /// A list or map with more entries than its field may have.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
    ///
    /// ## Instead of
    /// ```yaml
    /// dnsConfig:
    ///   nameservers: [192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4]
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    /// ```
    /// ## Write
    /// ```yaml
    /// dnsConfig:
    ///   nameservers: [192.0.2.1, 192.0.2.2, 192.0.2.3]
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    /// ```
    "too-many", Error, Validity, Check::Engine
}
