//! The rule `missing-api-rights`.

use crate::composition::{Member, Role};
use crate::lint::api_rights::{Missing, client_needs, elects_by_config_map, lease_needs};
use crate::lint::api_rights_fix::grant;
use crate::lint::kubectl::Need;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that is known to use the Kubernetes API and whose service account lacks the necessary permissions,
    /// according to the roles and bindings in the input: a program that elects a leader (`--leader-elect`),
    /// k8s-sidecar, kube-rbac-proxy.
    ///
    /// ## Why it matters
    /// The API server answers each request with `Forbidden`. An elector never becomes leader, so that no replica does
    /// any work; a sidecar finds no ConfigMaps; a proxy rejects all clients.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: operator}
    /// rules: [{apiGroups: [""], resources: [pods], verbs: [get, list, watch]}]
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: operator}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: operator}
    /// subjects: [{kind: ServiceAccount, name: operator}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: operator}
    /// spec:
    ///   serviceAccountName: operator
    ///   containers: [{name: operator, image: "registry.example.com/operator:1.0", args: [--leader-elect]}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata: {name: operator}
    /// rules:
    ///   - {apiGroups: [""], resources: [pods], verbs: [get, list, watch]}
    ///   - {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update]}
    /// ---
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata: {name: operator}
    /// roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: operator}
    /// subjects: [{kind: ServiceAccount, name: operator}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: operator}
    /// spec:
    ///   serviceAccountName: operator
    ///   containers: [{name: operator, image: "registry.example.com/operator:1.0", args: [--leader-elect]}]
    /// ```
    "missing-api-rights", Warning, Rbac, Check::Pod(check), fixable(Fixable::Unsafe)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let spec = pod.pod.spec;
    let account = spec.service_account_name.as_deref().or(spec.service_account.as_deref()).unwrap_or("default");
    let context = pod.context();
    if context.has_variants(&pod.manifest.identity.kind) {
        return;
    }
    for member in &pod.composition().members {
        if member.coordination.elects && elects_by_config_map(account, &context) {
            continue;
        }
        let needs = needs(member);
        for need in &needs {
            let Some(Missing { verb, given_to }) = need.missing(account, &context) else { continue };
            let Need { group, resource, why, .. } = *need;
            let named = need.name.as_ref().map(|name| format!(" `{name}`")).unwrap_or_default();
            let of = if group.is_empty() { String::new() } else { format!(" of `{group}`") };
            let place = pod.pod.path().field("serviceAccountName");
            let place = if spec.service_account_name.is_some() { place } else { member.path.clone() };
            let finding = out
                .at(place, format!("`{}` {why}, and `{account}` may not {verb} {resource}{named}", member.name))
                .help(match given_to {
                    Some((binding, other)) => {
                        format!("the RoleBinding `{binding}` gives this right to `{other}`: make the two one")
                    }
                    None => format!("give `{account}` a role with {} of `{resource}`{of}", need.verbs.join(", ")),
                })
                .related(&member.path, why);
            if let Some((role, repair)) = grant(&needs, need, account, &context) {
                finding.fix_in(role, repair);
            }
            break;
        }
    }
}

fn needs(member: &Member) -> Vec<Need> {
    let text = member.command.words.join(" ");
    // With a kubeconfig it is somebody else.
    if text.contains("kubeconfig") || member.variables.iter().any(|name| name == "KUBECONFIG") {
        return Vec::new();
    }
    // Containers that are made to elect have a rule of their own.
    if member.role != Role::LeaderElection && member.coordination.elects {
        return lease_needs(member).into();
    }
    client_needs(member)
}
