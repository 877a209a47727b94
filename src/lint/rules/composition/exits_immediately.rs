//! The rule `exits-immediately`.

use crate::composition::{Idle, Joint, Lifetime, Member, Step};
use crate::k8s::Slot;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that ends as soon as it has started, in a Pod that restarts it: a base image without a command that
    /// keeps running, or a command that ends by itself. A script that ends in a failure, such as `exit 1`, shows what
    /// happens then, and is passed over.
    ///
    /// ## Why it matters
    /// Kubernetes restarts containers of such a Pod whenever they end. Even a container that ends successfully is
    /// started again, with growing delays (`CrashLoopBackOff`), and the Pod never becomes ready.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: tools
    ///     image: alpine:3.22
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: tools
    ///     image: alpine:3.22
    ///     command: [sleep, infinity]
    /// ```
    "exits-immediately", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let policy = pod.pod.spec.restart_policy.as_deref().unwrap_or("Always");
    let restarts = !pod.pod.is_job() && policy == "Always";
    // Native sidecars are started again whatever the policy of the Pod is.
    let is_restarted = |member: &&Member| member.slot == Slot::Sidecar || restarts && member.slot == Slot::App;
    let running = pod.composition().members.iter().filter(is_restarted);
    for member in running {
        let Some(why) = why(member) else { continue };
        out.at(&member.path, format!("`{}` ends at once and is restarted again and again: {why}", member.name))
            .help("give it a command that keeps running, or make it an init container or a Job");
    }
}

/// Returns true if a step waits for nothing but a few minutes.
fn ends_soon(step: &Step) -> bool {
    let seconds = || step.arguments().first().and_then(|time| time.trim_end_matches('s').parse::<u32>().ok());
    match step.program() {
        "sleep" => seconds().is_some_and(|seconds| seconds <= 600),
        "wait" | "read" | "tail" => false,
        _ => !step.endless,
    }
}

/// Returns true if the last command of a script is a failure, whatever came before it.
fn fails_on_purpose(member: &Member) -> bool {
    let steps = &member.command.steps;
    let decided = steps.len().checked_sub(2).and_then(|before| steps[before].joint);
    let is_failure = |last: &Step| match last.program() {
        "exit" => last.arguments().first().is_some_and(|code| code != "0"),
        program => program == "false",
    };
    !matches!(decided, Some(Joint::And | Joint::Or)) && steps.last().is_some_and(is_failure)
}

fn why(member: &Member) -> Option<String> {
    let Lifetime::Finite(why) = &member.lifetime else { return None };
    if fails_on_purpose(member) {
        return None;
    }
    if member.slot == Slot::Sidecar && member.command.steps.iter().all(ends_soon) && !member.command.steps.is_empty() {
        return Some(why.clone());
    }
    // Told to do its work once, a program that otherwise runs until it is stopped ends.
    if member.software().is_some_and(|software| software.endless() == Some(true)) && member.command.steps.is_empty() {
        return Some(why.clone());
    }
    let waits = member.command.steps.iter().any(|step| matches!(step.program(), "sleep" | "wait" | "read" | "tail"));
    (member.idle == Some(Idle::NothingToRun) || !member.command.steps.is_empty() && !waits).then(|| why.clone())
}
