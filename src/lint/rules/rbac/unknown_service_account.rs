//! The rule `unknown-service-account`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Pod whose ServiceAccount does not exist in its namespace in the input.
    ///
    /// ## Why it matters
    /// If the cluster does not have it either, no Pod is created: the workload stays at 0 replicas, and only its events
    /// show the reason.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: app}
    /// spec:
    ///   serviceAccountName: app
    ///   containers: [{name: app, image: "registry.example.com/app:1.0"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: app}
    /// spec:
    ///   serviceAccountName: app
    ///   containers: [{name: app, image: "registry.example.com/app:1.0"}]
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: app}
    /// ```
    "unknown-service-account", Warning, Rbac, Check::Pod(check), off, needs_others
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let spec = pod.pod.spec;
    let (field, account) = match (&spec.service_account_name, &spec.service_account) {
        (Some(account), _) => ("serviceAccountName", account),
        (None, Some(account)) => ("serviceAccount", account),
        (None, None) => return,
    };
    if !matches!(account.as_str(), "" | "default") && !pod.context().has("ServiceAccount", account) {
        out.at(pod.pod.path().field(field), format!("the input has no ServiceAccount `{account}`"))
            .help("add it, or use one that exists");
    }
}
