//! The rule `secret-in-config-map`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::secrets;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A ConfigMap with a password, token or key as a value. Paths, names and addresses of secrets are not reported.
    ///
    /// ## Why it matters
    /// ConfigMaps are not confidential: more people and programs can read them than Secrets, they are not encrypted at
    /// rest, and tools print them.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: app}
    /// data: {DB_PASSWORD: s3cr3t-0815}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: app}
    /// stringData: {DB_PASSWORD: s3cr3t-0815}
    /// ```
    "secret-in-config-map", Warning, Security, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::ConfigMap(map) = object.manifest.object() else { return };
    for (key, value) in map.data.iter().flatten() {
        let is_line = !value.trim().contains('\n');
        if secrets::is_key(value) || is_line && secrets::is_name(key) && secrets::may_be_value(value) {
            out.at(FieldPath::default().field("data").key(key), format!("the value of `{key}` is not kept secret"))
                .help("put it into a Secret");
        }
    }
}
