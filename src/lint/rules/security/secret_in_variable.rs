//! The rule `secret-in-variable`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::secrets;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An environment variable with a password, token or key as its value. Paths, names and addresses of secrets are
    /// not reported.
    ///
    /// ## Why it matters
    /// Everybody who can read the manifest, the repository or the Pod can read it, and changing it requires a new
    /// version of the manifest.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// env: [{name: DB_PASSWORD, value: s3cr3t-0815}]
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// env: [{name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]
    /// ```
    "secret-in-variable", Warning, Security, Check::Container(check), off
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    for (at, variable) in container.spec.env.iter().flatten().enumerate() {
        let (name, value) = (&variable.name, variable.value.as_deref().unwrap_or_default());
        if secrets::is_key(value) || secrets::is_name(name) && secrets::may_be_value(value) {
            let place = container.path.clone().field("env").index(at).field("value");
            out.at(place, format!("the value of `{name}` is readable in the manifest"))
                .help("put it into a Secret, and write `valueFrom: {secretKeyRef: …}`");
        }
    }
}
