//! The rule `syntax-error`.

use crate::lint::Check;
use crate::lint::rule::rule;

rule! {
    /// ## What it catches
    /// Text that is not YAML as Kubernetes reads it: broken indentation, an unclosed quote, a tab, bytes that are
    /// not UTF-8.
    ///
    /// ## Why it matters
    /// Nothing in the document can be read. The other documents of the file are still checked.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: "nginx:1.29.1
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: "nginx:1.29.1"
    /// ```
    "syntax-error", Error, Validity, Check::Engine
}
