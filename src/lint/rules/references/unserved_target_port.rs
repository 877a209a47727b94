//! The rule `unserved-target-port`.

use std::collections::HashSet;

use k8s_openapi::api::core::v1::Service;

use crate::composition::{Context, MOST_SELECTED, WorkloadPods};
use crate::k8s::Object;
use crate::lint::open_ports::{declares, has_variants, may_open, running, target_number};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::wording;
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A Service port with a target port number that none of the selected Pods, or only some of them, declares,
    /// mentions in its settings or is known to open.
    ///
    /// ## Why it matters
    /// Connections to a Pod that does not listen on the port are refused. If the selector also matches Pods of another
    /// workload, such as the database of an application, some of the requests fail.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8081}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec:
    ///   containers: [{name: web, image: "registry.example.com/web:1.0", ports: [{containerPort: 8080}]}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec:
    ///   containers: [{name: web, image: "registry.example.com/web:1.0", ports: [{containerPort: 8080}]}]
    /// ```
    "unserved-target-port", Warning, References, Check::ObjectInContext(check)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::Service(service) = object.manifest.object() else { return };
    let Some((spec, selector)) = service.spec.as_ref().and_then(|spec| Some((spec, spec.selector.as_ref()?))) else {
        return;
    };
    let context = object.context();
    // So may a Service of the same name.
    if context.services_named(context.name.unwrap_or_default()).len() > 1 {
        return;
    }
    let selected: Vec<&WorkloadPods> = context.selected(selector).take(MOST_SELECTED + 1).collect();
    // Variants of one workload in other folders may belong to another deployment of all of this.
    let pods: Vec<&WorkloadPods> = selected.iter().copied().filter(|pods| context.is_near(pods)).collect();
    if pods.is_empty() || selected.len() > MOST_SELECTED || pods.iter().any(|pods| has_variants(pods, &selected)) {
        return;
    }
    // A Service with a port that is declared, or with several that are not, was written with the program in mind: what it
    // leads to is open too. So was one beside another, which leads to a port that is declared.
    let numbers = || spec.ports.iter().flatten().filter_map(target_number);
    let is_known = spec.ports.iter().flatten().any(|port| target_number(port).is_none())
        || numbers().collect::<HashSet<_>>().len() > 1
        || numbers().any(|number| pods.iter().all(|pods| declares(pods, number)))
        || pods.iter().all(|pods| is_declared_port_served(pods, service, &context));
    for (at, port) in spec.ports.iter().flatten().enumerate() {
        let Some(number) = target_number(port) else { continue };
        let Some(lacking) = pods.iter().find(|pods| !may_open(pods, number)) else { continue };
        let path = FieldPath::default().field("spec").field("ports").index(at);
        let path = path.field(if port.target_port.is_some() { "targetPort" } else { "port" });
        let (kind, name) = (&lacking.identity.kind, lacking.name());
        let opening = pods.iter().find(|pods| declares(pods, number));
        if let Some(opening) = opening {
            let all = FieldPath::default().field("spec.selector");
            out.at(all, format!("this selects the Pods of {kind} `{name}` too, which do not listen on port {number}"))
                .help(format!("add a label to the selector that only the Pods of `{}` have", opening.name()))
                .related(path, "the port");
            return;
        }
        let configured = running(lacking).any(|container| container.is_configured);
        if is_known || configured || pods.iter().any(|pods| may_open(pods, number)) {
            continue;
        }
        let declared = lacking.facts.containers.iter().flat_map(|container| &container.ports);
        out.at(path, format!("no container of {kind} `{name}` declares port {number}"))
            .help(format!("write a port that its containers listen on: {}", wording::choices(declared)));
    }
}

/// Returns true if another Service leads to a port that the Pods declare.
fn is_declared_port_served(pods: &WorkloadPods, service: &Service, context: &Context<'_>) -> bool {
    let others = context.services_of(pods).into_iter().filter(|other| !std::ptr::eq(*other, service));
    let mut ports = others.flat_map(|other| other.spec.iter().flat_map(|spec| spec.ports.iter().flatten()));
    ports.any(|port| target_number(port).is_none_or(|number| declares(pods, number)))
}
