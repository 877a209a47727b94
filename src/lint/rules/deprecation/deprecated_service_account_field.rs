//! The rule `deprecated-service-account-field`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Pod that names its account in `serviceAccount` and not in `serviceAccountName`.
    ///
    /// ## Why it matters
    /// The field is deprecated. Kubernetes still copies its value, but other tools read only `serviceAccountName`.
    ///
    /// ## Instead of
    /// ```yaml
    /// serviceAccount: app
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    /// ## Write
    /// ```yaml
    /// serviceAccountName: app
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    "deprecated-service-account-field", Warning, Deprecation, Check::Pod(check), off
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let spec = pod.pod.spec;
    let Some(account) = spec.service_account.as_deref().filter(|account| !account.is_empty()) else { return };
    if spec.service_account_name.as_deref() != Some(account) {
        out.at(pod.pod.path().field("serviceAccount"), "`serviceAccount` is deprecated")
            .help(format!("write `serviceAccountName: {account}`"));
    }
}
