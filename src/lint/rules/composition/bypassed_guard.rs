//! The rule `bypassed-guard`.

use crate::composition::knowledge::FunctionTrait;
use crate::composition::{Composition, Member, Role};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A sidecar that requires a login or terminates TLS in front of the main container, while a Service in the input
    /// sends traffic directly to the main container.
    ///
    /// ## Why it matters
    /// Clients of the Service reach the main container without a login and without encryption. The requests succeed, so
    /// the mistake is easily overlooked.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80, targetPort: 8080}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec:
    ///   containers:
    ///     - {name: web, image: "registry.example.com/web:1.0", ports: [{containerPort: 8080}]}
    ///     - name: login
    ///       image: quay.io/oauth2-proxy/oauth2-proxy:v7.12.0
    ///       args: ["--http-address=0.0.0.0:4180", "--upstream=http://127.0.0.1:8080"]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80, targetPort: 4180}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec:
    ///   containers:
    ///     - {name: web, image: "registry.example.com/web:1.0", ports: [{containerPort: 8080}]}
    ///     - name: login
    ///       image: quay.io/oauth2-proxy/oauth2-proxy:v7.12.0
    ///       args: ["--http-address=0.0.0.0:4180", "--upstream=http://127.0.0.1:8080"]
    /// ```
    "bypassed-guard", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    if pod.context().has_variants(&pod.manifest.identity.kind) {
        return;
    }
    let served = pod.context().served(&pod.pod);
    for (index, guard) in composition.members.iter().enumerate().filter(|(_, member)| is_guard(member)) {
        let Some((main, port)) = guarded(composition, index) else { continue };
        let Some(service) = served.get(&port) else { continue };
        // A Service of its own that leads past the guard may be for others than those the guard is for.
        let mut own = guard.ports.iter().filter_map(|listen| served.get(&listen.port)).peekable();
        // kube-rbac-proxy guards the metrics of a server that is mostly open otherwise.
        let of_metrics = guard.software().is_some_and(|software| software.id == "kube-rbac-proxy");
        if own.peek().is_some() && (of_metrics || !own.any(|other| other == service)) {
            continue;
        }
        let Some(listens) = guard.ports.first() else { continue };
        let name = &guard.name;
        out.at(
            &guard.path,
            format!("the Service `{service}` sends to port {port} of `{}` and bypasses `{name}`", main.name),
        )
        .help(format!("set the `targetPort` of the Service to {}, where `{name}` listens", listens.port))
        .related(&main.path, "reached without it");
    }
}

fn is_guard(member: &Member) -> bool {
    // The whole workload may be named after its guard, which then passes for its purpose.
    let software = member.software().filter(|software| software.kind.is_helper()).map(|software| software.function);
    let known = member.function.filter(|_| member.role == Role::Sidecar).or(software);
    // The root of scatter/gather stands before the container that merges what its leaves answer.
    let scatters = ["LEAVES", "MERGE"].iter().all(|name| member.variables.iter().any(|own| own == name));
    member.is_long_running() && (known.is_some_and(|function| function.has(FunctionTrait::Guards)) || scatters)
}

/// The main container that a guard passes traffic on to, and the port.
fn guarded(composition: &Composition, guard: usize) -> Option<(&Member, u16)> {
    let links = composition.links.iter().filter(|link| link.from == guard && link.via.is_network() && link.sure);
    let ends = links.filter_map(|link| Some((&composition.members[link.to], link.port?)));
    ends.into_iter().find(|(to, _)| !is_guard(to) && to.is_long_running())
}
