//! The rule `sidecar-blocks-job`.

use crate::composition::{Lifetime, Member};
use crate::k8s::Slot;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Job or CronJob with an ordinary container that never ends beside the one that does the work.
    ///
    /// ## Why it matters
    /// A Job is complete when all its ordinary containers have ended. With one that never does it runs for ever,
    /// holds its resources, and a CronJob starts the next one beside it or not at all.
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
    "sidecar-blocks-job", Error, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    if !matches!(pod.pod.kind, "Job" | "CronJob") {
        return;
    }
    let members = &pod.composition().members;
    let regular: Vec<&Member> = members.iter().filter(|member| member.slot == Slot::App).collect();
    let Some(work) = regular.iter().find(|member| !member.lifetime.is_endless()) else { return };
    if regular.iter().any(|member| stops_others(member)) {
        return;
    }
    let shared = pod.pod.spec.share_process_namespace == Some(true);
    for member in &regular {
        let Lifetime::Endless(why) = &member.lifetime else { continue };
        let by_request = member.command.has_option(member.software.map_or(&[][..], |software| &software.stops_with));
        let watched = shared && regular.iter().any(|other| other.path != member.path && speaks_of(other, member));
        if by_request || watched {
            continue;
        }
        out.at(&member.path, format!("`{}` never ends, so the Job never completes: {why}", member.name))
            .related(&work.path, "does the work")
            .help(format!("move `{}` to `initContainers` with `restartPolicy: Always`", member.name));
    }
}

/// Whether a script names the program of a neighbour whose processes it sees, as one that ends it does.
fn speaks_of(other: &Member, member: &Member) -> bool {
    let text = other.command.text();
    let known = member.software.map_or(&[][..], |software| software.programs.as_slice());
    let mut programs = member.command.programs().chain(known.iter().map(String::as_str));
    other.command.is_script && (text.contains(&member.name) || programs.any(|program| text.contains(program)))
}

/// Whether a container looks as if it stopped its neighbours when it is done.
fn stops_others(member: &Member) -> bool {
    let text = member.command.text();
    ["quitquitquit", "kill", "/quit", "shutdown", "/exit", "/stop"].iter().any(|sign| text.contains(sign))
}
