//! The rule `wrong-type`.

use crate::lint::rule::rule;
use crate::lint::{Check, Fixable};

rule! {
    /// ## What it catches
    /// A value of the wrong type: a number where a text is expected, a mapping where a list is.
    ///
    /// ## Why it matters
    /// The API server cannot read the object. In YAML, the form of a value determines its type: `8080` and `true` are
    /// text only in quotes.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///     env:
    ///       - {name: PORT, value: 8080}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: nginx:1.29.1
    ///     env:
    ///       - {name: PORT, value: "8080"}
    /// ```
    "wrong-type", Error, Validity, Check::Engine, fixable(Fixable::Mixed)
}
