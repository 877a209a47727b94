//! The rule `missing-api-token`.

use crate::composition::{Member, Role, Step};
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that is known to use the Kubernetes API but gets no token, because the Pod or its service account sets
    /// `automountServiceAccountToken: false`, and the Pod does not mount a token itself.
    ///
    /// ## Why it matters
    /// Without a token the API server answers `Unauthorized`, whatever permissions the service account has. An elector,
    /// for example, never becomes leader.
    ///
    /// ## Instead of
    /// ```yaml
    /// serviceAccountName: scheduler
    /// automountServiceAccountToken: false
    /// containers:
    ///   - {name: app, image: "registry.example.com/scheduler:1.3.0"}
    ///   - {name: elector, image: "registry.example.com/leader-elector:1.2.0", args: [--lease=scheduler]}
    /// ```
    /// ## Write
    /// ```yaml
    /// serviceAccountName: scheduler
    /// containers:
    ///   - {name: app, image: "registry.example.com/scheduler:1.3.0"}
    ///   - {name: elector, image: "registry.example.com/leader-elector:1.2.0", args: [--lease=scheduler]}
    /// ```
    "missing-api-token", Error, Rbac, Check::Pod(check)
}

/// The path of the token unless a program is told otherwise.
const TOKEN: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let spec = pod.pod.spec;
    let account = spec.service_account_name.as_deref().or(spec.service_account.as_deref()).unwrap_or("default");
    // What the Pod says counts before what its account says.
    let is_withheld =
        spec.automount_service_account_token.map_or_else(|| pod.context().withholds_token(account), |own| !own);
    if !is_withheld {
        return;
    }
    for (member, container) in pod.composition().members.iter().zip(&pod.containers) {
        let software = member.software().map(|software| software.id.as_str()).unwrap_or_default();
        let sync = matches!(software, "config-sync" | "config-sync-with-health");
        let elects = member.role == Role::LeaderElection || member.coordination.elects;
        let uses_api = elects && member.is_long_running() || sync || asks_by_kubectl(member);
        if !uses_api || has_token(container) {
            continue;
        }
        let found = out
            .at(&member.path, format!("`{}` uses the Kubernetes API, and gets no token for it", member.name))
            .help(format!("mount a projected serviceAccountToken at {TOKEN} in `{}`", member.name));
        if spec.automount_service_account_token.is_some() {
            found.related(pod.pod.path().field("automountServiceAccountToken"), "no token is mounted by itself");
        } else if spec.service_account_name.is_some() {
            found.related(pod.pod.path().field("serviceAccountName"), "this account keeps its token from Pods");
        }
    }
}

/// Returns true if a container asks the API server for objects, or changes them, by kubectl.
fn asks_by_kubectl(member: &Member) -> bool {
    const VERBS: [&str; 14] = [
        "get", "apply", "create", "delete", "patch", "scale", "rollout", "exec", "annotate", "label", "wait",
        "replace", "describe", "drain",
    ];
    let asks =
        |step: &Step| step.program() == "kubectl" && step.arguments().iter().any(|word| VERBS.contains(&word.as_str()));
    member.command.steps.iter().any(asks)
}

/// Returns true if a container may have credentials of another kind, or a token at the usual place.
fn has_token(container: &Container<'_>) -> bool {
    let spec = &container.spec;
    let mounted = spec.volume_mounts.iter().flatten().any(|mount| {
        let path = mount.mount_path.replace("/run/", "/var/run/").replace("/var/var/", "/var/");
        TOKEN.starts_with(path.trim_end_matches('/')) || path.contains("token") || path.contains("kube")
    });
    let words = spec.command.iter().flatten().chain(spec.args.iter().flatten());
    let told = words.into_iter().any(|word| word.contains("kubeconfig") || word.contains("token"));
    let variable = |name: &str| name == "KUBECONFIG" || name.contains("TOKEN") || name == "SERVICE_ACCOUNT_DIR";
    mounted || told || spec.env.iter().flatten().any(|own| variable(&own.name))
}
