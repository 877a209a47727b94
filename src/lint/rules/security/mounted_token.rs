//! The rule `mounted-token`.

use crate::composition::{Member, Role};
use crate::lint::api_rights;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Pod that gets a token for the Kubernetes API although nothing shows that it needs one. Pods with a container
    /// that is known to use the API, and Pods whose account appears in a binding in the input, are not reported.
    ///
    /// ## Why it matters
    /// The token is a file in every container. An attacker in one of them can use the API server with the permissions
    /// of the account.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    /// ## Write
    /// ```yaml
    /// automountServiceAccountToken: false
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    "mounted-token", Info, Security, Check::Pod(check), off, needs_others
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let (spec, context) = (pod.pod.spec, pod.context());
    let account = spec.service_account_name.as_deref().or(spec.service_account.as_deref()).unwrap_or("default");
    let is_mounted = match spec.automount_service_account_token {
        Some(written) => written,
        None => !context.withholds_token(account),
    };
    let elects = |member: &Member| member.role == Role::LeaderElection && member.is_long_running();
    let uses_api = || pod.composition().members.iter().any(|member| elects(member) || api_rights::is_client(member));
    if is_mounted && !context.is_bound(account) && !uses_api() {
        out.at(
            pod.pod.path().field("automountServiceAccountToken"),
            "all containers get a token for the Kubernetes API",
        )
        .help("write `automountServiceAccountToken: false`, if no program uses the API");
    }
}
