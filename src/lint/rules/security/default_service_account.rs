//! The rule `default-service-account`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Pod that uses the ServiceAccount `default`, explicitly or not, and gets its token.
    ///
    /// ## Why it matters
    /// To the API server, all such Pods of a namespace are the same user: a permission that one of them needs is
    /// granted to all.
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
