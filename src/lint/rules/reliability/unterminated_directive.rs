//! The rule `unterminated-directive`.

use crate::k8s::Object;
use crate::lint::nginx::{is_configuration, missing_semicolon};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink, Target};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A directive without a terminating semicolon in an nginx configuration in a ConfigMap.
    ///
    /// ## Why it matters
    /// nginx reads the next line as part of the directive and does not start. On a reload it keeps the old
    /// configuration without a visible error.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: proxy}
    /// data:
    ///   default.conf: |
    ///     upstream shards {
    ///       hash $request_uri consistent
    ///       server shard-0.shard:80;
    ///     }
    ///     server {
    ///       location / { proxy_pass http://shards; }
    ///     }
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: proxy}
    /// data:
    ///   default.conf: |
    ///     upstream shards {
    ///       hash $request_uri consistent;
    ///       server shard-0.shard:80;
    ///     }
    ///     server {
    ///       location / { proxy_pass http://shards; }
    ///     }
    /// ```
    "unterminated-directive", Error, Reliability, Check::Object(check)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::ConfigMap(map) = object.manifest.object() else { return };
    for (key, text) in map.data.iter().flatten().filter(|(_, text)| is_configuration(text)) {
        let Some((before, next)) = missing_semicolon(text) else { continue };
        let path = FieldPath::default().field("data").key(key);
        let span = object.manifest.locate_within(&path, text, before.clone());
        let word = &text[before];
        out.at(Target::Bytes(span, path), format!("the directive does not end before `{next}`"))
            .help(format!("write `{word};`"));
    }
}
