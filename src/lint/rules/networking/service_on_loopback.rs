//! The rule `service-on-loopback`.

use crate::composition::{ListenPort, Member, PortEvidence, Scope};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Service in the input whose target port is opened by the container on 127.0.0.1 only.
    ///
    /// ## Why it matters
    /// A Service sends traffic to the address of the Pod. A program that listens only on the loopback interface can be
    /// reached only from containers of the same Pod, so every connection through the Service is refused.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8000}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec:
    ///   containers:
    ///     - name: web
    ///       image: registry.example.com/web:1.0
    ///       args: [--listen=127.0.0.1:8000]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8000}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec:
    ///   containers:
    ///     - name: web
    ///       image: registry.example.com/web:1.0
    ///       args: [--listen=0.0.0.0:8000]
    /// ```
    "service-on-loopback", Error, Networking, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    if pod.pod.spec.host_network == Some(true) {
        return;
    }
    let served = pod.context().served(&pod.pod);
    let members = || pod.composition().members.iter().filter(|member| member.is_long_running());
    for (port, service) in served {
        // What is declared says nothing of the interface.
        let opened = |member: &Member| {
            let sure = |own: &&ListenPort| own.port == port && own.evidence != PortEvidence::Declared && !own.ambiguous;
            member.ports.iter().filter(sure).cloned().collect::<Vec<_>>()
        };
        let all: Vec<(&Member, ListenPort)> =
            members().flat_map(|member| opened(member).into_iter().map(move |own| (member, own))).collect();
        let Some((member, own)) = all.first().filter(|_| all.iter().all(|(_, own)| own.scope == Scope::Loopback))
        else {
            continue;
        };
        if matches!(own.evidence, PortEvidence::Default | PortEvidence::Maybe) {
            continue;
        }
        out.at(
            &own.place,
            format!(
                "`{}` opens port {port} on 127.0.0.1 only, and the Service `{service}` cannot reach it",
                member.name
            ),
        )
        .help("listen on 0.0.0.0, or remove the port from the Service");
    }
}
