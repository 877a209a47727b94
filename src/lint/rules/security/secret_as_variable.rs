//! The rule `secret-as-variable`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that receives a Secret through environment variables.
    ///
    /// ## Why it matters
    /// Variables are inherited by every program that the container starts, appear in crash reports and debug pages, and
    /// are not updated when the Secret changes.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// envFrom: [{secretRef: {name: db}}]
    /// ```
    /// ## Write
    /// ```yaml
    /// volumes:
    ///   - {name: db, secret: {secretName: db}}
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/app:1.0
    ///     volumeMounts: [{name: db, mountPath: /run/secrets/db, readOnly: true}]
    /// ```
    "secret-as-variable", Info, Security, Check::Container(check), off
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let path = |list: &'static str, at| container.path.clone().field(list).index(at);
    let variables = container.spec.env.iter().flatten().enumerate().filter_map(|(at, variable)| {
        let secret = variable.value_from.as_ref()?.secret_key_ref.as_ref()?;
        Some((path("env", at).field("valueFrom.secretKeyRef.name"), &secret.name))
    });
    let whole =
        container.spec.env_from.iter().flatten().enumerate().filter_map(|(at, from)| {
            Some((path("envFrom", at).field("secretRef.name"), &from.secret_ref.as_ref()?.name))
        });
    for (place, secret) in variables.chain(whole) {
        out.at(place, format!("`{}` gets the Secret `{secret}` as environment variables", container.name()))
            .help("mount the Secret as files, if the program can read them");
    }
}
