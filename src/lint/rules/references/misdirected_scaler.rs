//! The rule `misdirected-scaler`.

use crate::composition::{Context, MOST_SELECTED, ScaledObject};
use crate::lint::autoscaler::Autoscaler;
use crate::lint::rule::rule;
use crate::lint::service_address::misspelt_service;
use crate::lint::service_ports::{ServicePorts, is_open};
use crate::lint::slip::is_slip;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A KEDA ScaledObject with a misspelt workload name, with a trigger that uses a misspelt Service name or a port
    /// that the Service in the input does not have, or with a workload that a HorizontalPodAutoscaler in the same file
    /// scales as well; a ScaledJob with such a trigger; and a HorizontalPodAutoscaler with a misspelt workload name, or
    /// with one of a workload of another kind.
    ///
    /// ## Why it matters
    /// KEDA cannot scale a workload that it does not find, or measure a queue that does not answer: the number of
    /// workers does not change. Two autoscalers undo each other's changes.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: keda.sh/v1alpha1
    /// kind: ScaledObject
    /// metadata: {name: worker}
    /// spec:
    ///   scaleTargetRef: {name: worker}
    ///   triggers: [{type: redis, metadata: {address: "queue:6380", listName: mails, listLength: "10"}}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: queue}
    /// spec: {selector: {app: queue}, ports: [{port: 6379}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: keda.sh/v1alpha1
    /// kind: ScaledObject
    /// metadata: {name: worker}
    /// spec:
    ///   scaleTargetRef: {name: worker}
    ///   triggers: [{type: redis, metadata: {address: "queue:6379", listName: mails, listLength: "10"}}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: queue}
    /// spec: {selector: {app: queue}, ports: [{port: 6379}]}
    /// ```
    "misdirected-scaler", Warning, References, Check::ObjectInContext(check)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let context = object.context();
    if let Some(scaler) = Autoscaler::of(object.manifest.object()) {
        return check_kind(&scaler, &context, out);
    }
    let Some(scaler) = ScaledObject::of(object.manifest) else { return };
    let (kind, target) = (&scaler.kind, &scaler.target);
    let place = || FieldPath::default().field("spec.scaleTargetRef.name");
    if context.is_autoscaled_here(kind, target) {
        out.at(place(), format!("a HorizontalPodAutoscaler of this file scales {kind} `{target}` as well"))
            .help("remove the HorizontalPodAutoscaler, and add its metrics as triggers");
    } else if kind != "ScaledJob" && context.of_workload(kind, target).is_empty() {
        let same_kind = context.neighbours().iter().take(MOST_SELECTED).filter(|pods| pods.identity.kind == *kind);
        if let Some(meant) = same_kind.map(|pods| pods.name()).find(|name| is_slip(target, name)) {
            out.at(place(), format!("the input has no {kind} `{target}`, and one called `{meant}`"))
                .help(format!("write `{meant}`"));
        }
    }
    for (host, port, place) in scaler.triggers.into_iter().filter_map(|trigger| trigger.broker) {
        if let Some((message, help)) = fault(&host, port, &context) {
            out.at(place, message).help(help);
        }
    }
}

/// Reports a HorizontalPodAutoscaler of a workload of the wrong kind, or with a misspelt name.
fn check_kind(scaler: &Autoscaler<'_>, context: &Context<'_>, out: &mut Sink<'_>) {
    const KINDS: [&str; 2] = ["Deployment", "StatefulSet"];
    let has = |kind: &str| !context.of_workload(kind, scaler.name).is_empty();
    if !KINDS.contains(&scaler.kind) || has(scaler.kind) {
        return;
    }
    if let Some(meant) = KINDS.into_iter().find(|kind| has(kind)) {
        let place = FieldPath::default().field("spec.scaleTargetRef.kind");
        out.at(place, format!("the input has no {} `{}`, and a {meant} of that name", scaler.kind, scaler.name))
            .help(format!("write `{meant}`"));
        return;
    }
    let same_kind = context.neighbours().iter().take(MOST_SELECTED).filter(|pods| pods.identity.kind == scaler.kind);
    if let Some(meant) = same_kind.map(|pods| pods.name()).find(|name| is_slip(scaler.name, name)) {
        let place = FieldPath::default().field("spec.scaleTargetRef.name");
        out.at(place, format!("the input has no {} `{}`, and one called `{meant}`", scaler.kind, scaler.name))
            .help(format!("write `{meant}`"));
    }
}

/// Returns the fault with the address of a broker, and what would be right. Nothing where it may be elsewhere.
fn fault(host: &str, port: u16, context: &Context<'_>) -> Option<(String, String)> {
    let (first, rest) = host.split_once('.').unwrap_or((host, ""));
    let home = context.namespace.unwrap_or("default");
    if !rest.is_empty() && rest.split('.').next() != Some(home) {
        return None;
    }
    let services = context.services_named(first);
    if services.is_empty() {
        return misspelt_service(first, context);
    }
    let ports = ServicePorts::of(services)?;
    if ports.any(|own| own.port == i32::from(port)) || services.iter().any(|service| is_open(service)) {
        return None;
    }
    let help = format!("write a port of it: {}", ports.choices());
    Some((format!("the Service `{first}` has no port {port}"), help))
}
