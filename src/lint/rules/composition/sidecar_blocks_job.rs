//! The rule `sidecar-blocks-job`.

use crate::composition::{Lifetime, Link, Member, Via};
use crate::edit::Change;
use crate::k8s::{Container, Slot};
use crate::lint::config_texts;
use crate::lint::native_sidecar;
use crate::lint::rule::rule;
use crate::lint::stopping::{speaks_of, stops_by_request, stops_others};
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A Job or CronJob with an ordinary container that never ends next to the one that does the work.
    ///
    /// ## Why it matters
    /// A Job completes when all its ordinary containers have ended. With one that never ends, the Job runs until
    /// somebody stops it and keeps its resources, and a CronJob starts the next Job in addition or not at all.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: report}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers:
    ///         - {name: report, image: "registry.example.com/report:2.1"}
    ///         - {name: logs, image: "fluent/fluent-bit:4.0"}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: report}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       initContainers:
    ///         - {name: logs, image: "fluent/fluent-bit:4.0", restartPolicy: Always}
    ///       containers:
    ///         - {name: report, image: "registry.example.com/report:2.1"}
    /// ```
    "sidecar-blocks-job", Error, Composition, Check::Pod(check), fixable(Fixable::Unsafe)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    if !pod.pod.is_job() {
        return;
    }
    let members = &pod.composition().members;
    let regular: Vec<&Member> = members.iter().filter(|member| member.slot == Slot::App).collect();
    restarted(pod, out);
    let texts = config_texts::known(pod);
    let links = &pod.composition().links;
    let asked = |member: &Member| {
        let to =
            |link: &Link| members[link.to].path == member.path && link.via.is_network() && link.via != Via::ProbePort;
        links.iter().any(to)
    };
    let probed = |member: &Member| {
        let own = pod.containers.iter().find(|container| container.path == member.path);
        own.is_some_and(|container| container.spec.liveness_probe.is_some())
    };
    // A helper that answers others, and whose death is a fault, does not end by itself.
    let serves = |member: &Member| member.role.is_helper() && asked(member) && probed(member);
    let reason = |member: &Member| {
        let why = || serves(member).then(|| "it answers the other containers".to_owned());
        endless(member, texts.as_deref()).or_else(why)
    };
    let Some(work) = regular.iter().find(|member| reason(member).is_none()) else { return };
    if regular.iter().any(|member| stops_others(member)) {
        return;
    }
    let shared = pod.pod.spec.share_process_namespace == Some(true);
    for member in &regular {
        let Some(why) = reason(member) else { continue };
        let watched = shared && regular.iter().any(|other| other.path != member.path && speaks_of(other, member));
        if stops_by_request(member) || watched {
            continue;
        }
        out.at(&member.path, format!("`{}` never ends, so the Job never completes: {why}", member.name))
            .related(&work.path, "does the work")
            .help(format!("move `{}` to `initContainers` with `restartPolicy: Always`", member.name))
            .fix(native_sidecar(pod, &member.path));
    }
}

/// Reports ordinary containers that are started again whenever they end.
fn restarted(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let always = |container: &&Container<'_>| container.spec.restart_policy.as_deref() == Some("Always");
    for container in pod.containers.iter().filter(|container| container.slot == Slot::App).filter(always) {
        out.at(
            container.path.clone().field("restartPolicy"),
            format!("`{}` is started again whenever it ends, so the Job never completes", container.name()),
        )
        .help("remove `restartPolicy`, or move the container to `initContainers`")
        .fix(Repair::to_review(
            "remove `restartPolicy`",
            [Change::Remove(container.path.clone().field("restartPolicy"))],
        ));
    }
}

/// Returns why a container never ends; also where it would if it were told to, and nothing tells it.
fn endless(member: &Member, texts: Option<&[&str]>) -> Option<String> {
    if let Lifetime::Endless(why) = &member.lifetime {
        return Some(why.clone());
    }
    let software = member.software().filter(|software| software.kind.is_helper() && software.endless().is_none())?;
    let told = |text: &str| text.contains("exit-after-auth") || text.contains("exit_after_auth");
    let by_name = software.one_shot.iter().any(|option| told(option));
    let is_told = told(&member.command.text()) || texts.is_none_or(|texts| texts.iter().any(|text| told(text)));
    (by_name && !is_told).then(|| format!("{} runs until it is stopped", software.id))
}
