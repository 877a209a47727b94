//! The rule `default-service-account`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Pod with the ServiceAccount `default`, written or not, that gets a token for it.
    ///
    /// ## Why it matters
    /// All such Pods of a namespace are one user to the API server: a right that one of them needs, all of them have.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    /// ## Write
    /// ```yaml
    /// serviceAccountName: app
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    "default-service-account", Info, Security, Check::Pod(check), off
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let spec = pod.pod.spec;
    let account = spec.service_account_name.as_deref().or(spec.service_account.as_deref()).unwrap_or("default");
    if matches!(account, "" | "default") && spec.automount_service_account_token != Some(false) {
        out.at(pod.pod.path().field("serviceAccountName"), "this Pod shares its ServiceAccount with others")
            .help("give it a ServiceAccount of its own, or write `automountServiceAccountToken: false`");
    }
}
