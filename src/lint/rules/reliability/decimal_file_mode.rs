//! The rule `decimal-file-mode`.

use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};
use crate::yaml::{FieldPath, Node, Scalar};

rule! {
    /// ## What it catches
    /// A mode of files that is written without the zero of octal numbers, such as `defaultMode: 400`.
    ///
    /// ## Why it matters
    /// YAML takes 400 for a decimal number, which is the mode 0620: the group may write, and nobody else may read. A
    /// program that reads the file as another user fails, and one that insists on private keys refuses them.
    ///
    /// ## Instead of
    /// ```yaml
    /// volumes:
    ///   - name: keys
    ///     secret: {secretName: shop, defaultMode: 400}
    /// containers:
    ///   - {name: shop, image: "registry.example.com/shop:2.4.1", volumeMounts: [{name: keys, mountPath: /keys}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes:
    ///   - name: keys
    ///     secret: {secretName: shop, defaultMode: 0400}
    /// containers:
    ///   - {name: shop, image: "registry.example.com/shop:2.4.1", volumeMounts: [{name: keys, mountPath: /keys}]}
    /// ```
    "decimal-file-mode", Warning, Reliability, Check::Pod(check), fixable(Fixable::Unsafe)
}

/// Modes that people give files. As decimal numbers they are modes that nobody wants; those above 0777 the server refuses.
const MEANT: [i64; 4] = [400, 440, 444, 500];

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let Some(volumes) = pod.manifest.pod_node().and_then(|pod| pod.get("spec")?.get("volumes")) else { return };
    for (at, volume) in volumes.items().enumerate() {
        let place = pod.pod.path().clone().field("volumes").index(at);
        for field in ["configMap", "secret", "downwardAPI", "projected"] {
            let Some(source) = volume.get(field) else { continue };
            let place = place.clone().field(field);
            report(source, "defaultMode", &place, out);
            of_items(source, &place, out);
            for (at, part) in source.get("sources").into_iter().flat_map(Node::items).enumerate() {
                for (name, part) in ["configMap", "secret", "downwardAPI"].map(|name| (name, part.get(name))) {
                    let place = place.clone().field("sources").index(at).field(name);
                    if let Some(part) = part {
                        of_items(part, &place, out);
                    }
                }
            }
        }
    }
}

fn of_items(source: Node<'_>, place: &FieldPath, out: &mut Sink<'_>) {
    for (at, item) in source.get("items").into_iter().flat_map(Node::items).enumerate() {
        report(item, "mode", &place.clone().field("items").index(at), out);
    }
}

fn report(node: Node<'_>, field: &'static str, place: &FieldPath, out: &mut Sink<'_>) {
    let Some(value) = node.get(field) else { return };
    let Scalar::Int(mode) = value.scalar() else { return };
    // `0400` and `0o400` are octal.
    if !MEANT.contains(&mode) || *value.text() != *mode.to_string() {
        return;
    }
    let place = place.clone().field(field);
    let octal = i64::from_str_radix(&mode.to_string(), 8).unwrap_or(mode);
    out.at(place.clone(), format!("`{mode}` is a decimal number, which is the mode 0{mode:o}"))
        .help(format!("write `0{mode}`, or {octal} in JSON"))
        .fix(Repair::to_review(format!("write {octal}"), [Change::Set(place, octal.into())]));
}
