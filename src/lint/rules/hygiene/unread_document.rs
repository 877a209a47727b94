//! The rule `unread-document`.

use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink, Target};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// Text behind the end of a YAML document that no `---` separates from it: behind a line `...`, or behind the bracket
    /// that ends a mapping in brackets.
    ///
    /// ## Why it matters
    /// `kubectl` divides a file at `---` and reads one document of each part. The rest of the part is passed over without
    /// an error, so the objects in it are never created.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: shop}
    /// ...
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: shop}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: shop}
    /// ```
    "unread-document", Warning, Hygiene, Check::Object(check)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let node = object.manifest.node();
    let Some(span) = node.tree().unread() else { return };
    // A list may be read in parts, of which none knows what stands behind the last.
    if node.id() == node.tree().root().id() {
        out.at(
            Target::Bytes(span, FieldPath::default()),
            "kubectl does not read this: the document has ended before, and no `---` begins another one",
        )
        .help("put `---` on the line before, or remove what is not meant to be read");
    }
}
