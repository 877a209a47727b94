//! The rule `item-longer-than-grace`.

use crate::composition::Member;
use crate::k8s::Slot;
use crate::lint::rule::rule;
use crate::lint::{Check, DEFAULT_GRACE, PodView, Sink};

rule! {
    /// ## What it catches
    /// A worker of Celery whose `--time-limit` is longer than the `terminationGracePeriodSeconds` that the Pod states,
    /// or one of Sidekiq whose `--timeout` is longer than the grace period of the Pod.
    ///
    /// ## Why it matters
    /// A worker that is asked to terminate finishes its current items. Sidekiq returns unfinished items to the queue
    /// after its timeout. If the grace period of the Pod ends earlier, the worker is killed: its items are lost, or
    /// another worker starts over.
    ///
    /// ## Instead of
    /// ```yaml
    /// terminationGracePeriodSeconds: 60
    /// containers:
    ///   - name: worker
    ///     image: registry.example.com/shop:2.4.1
    ///     command: [celery, -A, shop, worker, --time-limit=300]
    /// ```
    /// ## Write
    /// ```yaml
    /// terminationGracePeriodSeconds: 310
    /// containers:
    ///   - name: worker
    ///     image: registry.example.com/shop:2.4.1
    ///     command: [celery, -A, shop, worker, --time-limit=300]
    /// ```
    "item-longer-than-grace", Warning, Reliability, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let stated = pod.stated_grace();
    let place = || pod.pod.path().field("terminationGracePeriodSeconds");
    for member in pod.composition().members.iter().filter(|member| member.slot == Slot::App) {
        let Some((program, seconds, at)) = limit(member) else { continue };
        let grace = if program == "celery" { stated } else { Some(stated.unwrap_or(DEFAULT_GRACE)) };
        let Some(grace) = grace.filter(|grace| *grace < seconds) else { continue };
        let told = member.command.place_of(at, &member.path);
        let place = if stated.is_some() { place() } else { told.clone() };
        let what = if program == "celery" { "an item may take" } else { "the worker may take" };
        out.at(place, format!("{what} {seconds} seconds, and the Pod has {grace} to end"))
            .help(format!("set `terminationGracePeriodSeconds` to more than {seconds}"))
            .related(&told, "configured here");
    }
}

/// Returns the program of a worker, how many seconds it may go on when it is told to end, and the place of the word that
/// says so.
fn limit(member: &Member) -> Option<(&str, i64, usize)> {
    let [step] = &*member.command.steps else { return None };
    let (program, arguments) = step.invoked()?;
    let options: &[&str] = match program {
        "celery" if arguments.iter().any(|word| word == "worker") => &["--time-limit"],
        "sidekiq" => &["--timeout", "-t"],
        _ => return None,
    };
    let words = &member.command.words;
    words.iter().enumerate().find_map(|(at, word)| {
        let (name, value) = word.split_once('=').unwrap_or((word, words.get(at + 1).map_or("", String::as_str)));
        let seconds = value.parse::<f64>().ok().filter(|seconds| (0.0..1e9).contains(seconds))?;
        #[expect(clippy::cast_possible_truncation, reason = "it is far smaller than that")]
        options.contains(&name).then_some((program, seconds.ceil() as i64, at))
    })
}
