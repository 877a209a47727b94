//! The rule `unresolved-reference`.

use crate::lint::Check;
use crate::lint::rule::rule;

rule! {
    /// ## What it catches
    /// A name that refers to a part of the same object that does not exist: a mount of an undeclared volume, or a rule
    /// for a port that does not exist.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///     volumeMounts:
    ///       - {name: logs, mountPath: /var/log/nginx}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///     volumeMounts:
    ///       - {name: logs, mountPath: /var/log/nginx}
    /// volumes:
    ///   - name: logs
    ///     emptyDir: {}
    /// ```
    "unresolved-reference", Error, Validity, Check::Engine
}
