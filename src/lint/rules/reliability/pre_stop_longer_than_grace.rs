//! The rule `pre-stop-longer-than-grace`.

use crate::composition::Command;
use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, DEFAULT_GRACE, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A preStop hook that sleeps at least as long as the grace period of the Pod: `sleep 60` with the default
    /// `terminationGracePeriodSeconds` of 30.
    ///
    /// ## Why it matters
    /// The time a preStop hook takes counts towards the grace period. When that is over, the container is killed in the
    /// middle of the hook, and the program never receives the signal to shut down.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     lifecycle: {preStop: {exec: {command: [sleep, "60"]}}}
    /// ```
    /// ## Write
    /// ```yaml
    /// terminationGracePeriodSeconds: 90
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     lifecycle: {preStop: {exec: {command: [sleep, "60"]}}}
    /// ```
    "pre-stop-longer-than-grace", Warning, Reliability, Check::Container(check), fixable(Fixable::Unsafe)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let hook = container.spec.lifecycle.as_ref().and_then(|lifecycle| lifecycle.pre_stop.as_ref());
    let Some(hook) = hook.filter(|_| container.slot.is_long_running()) else { return };
    let grace = pod.stated_grace();
    let (sleeps, field) = match (&hook.sleep, &hook.exec) {
        (Some(sleep), _) => (sleep.seconds, "lifecycle.preStop.sleep.seconds"),
        (None, Some(exec)) => (slept(exec.command.as_deref().unwrap_or_default()), "lifecycle.preStop.exec.command"),
        (None, None) => return,
    };
    if sleeps < grace.unwrap_or(DEFAULT_GRACE) || sleeps == 0 {
        return;
    }
    let has = match grace {
        Some(grace) => format!("{grace} seconds"),
        None => format!("{DEFAULT_GRACE} seconds, the default,"),
    };
    let own = pod.pod.path().field("terminationGracePeriodSeconds");
    let (name, least) = (container.name(), sleeps + DEFAULT_GRACE);
    out.at(
        container.path.clone().field(field),
        format!("`{name}` sleeps {sleeps} seconds before it stops, and the Pod has {has} to end"),
    )
    .help(format!("set `terminationGracePeriodSeconds` of the Pod to more than {sleeps}, such as {least}"))
    .fix(Repair::to_review("give the Pod more time to end", [Change::Set(own, least.into())]));
}

/// Returns how many seconds a command sleeps in all, as far as it says; commands that run only if another fails do not
/// count.
fn slept(command: &[String]) -> i64 {
    let command = Command::read(command, &[], None, |_| None);
    // How often a loop goes round is not written.
    if command.text().split_whitespace().any(|word| matches!(word, "while" | "until" | "for")) {
        return 0;
    }
    let steps = command.steps.iter().filter(|step| step.program() == "sleep" && !step.is_condition() && !step.endless);
    steps.filter_map(|step| seconds(step.arguments().first()?)).fold(0, i64::saturating_add)
}

fn seconds(text: &str) -> Option<i64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: i64 = digits.split('.').next()?.parse().ok()?;
    let unit = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return None,
    };
    number.checked_mul(unit)
}
