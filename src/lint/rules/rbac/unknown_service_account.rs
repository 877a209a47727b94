//! The rule `unknown-service-account`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Pod whose ServiceAccount the input does not have in its namespace.
    ///
    /// ## Why it matters
    /// If the cluster does not have it either, no Pod is made: the workload stays at 0 of its replicas, and only its
    /// events say why.
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
            .help("add it, or name one that is there");
    }
}
