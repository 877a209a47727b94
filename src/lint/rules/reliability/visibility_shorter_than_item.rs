//! The rule `visibility-shorter-than-item`.

use crate::k8s::Container;
use crate::lint::durations::times;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A worker whose queue gives an item to somebody else (visibility timeout, Laravel's `retry_after`) before the time
    /// is over that the worker may take for an item.
    ///
    /// ## Why it matters
    /// When the time is over, the queue believes that the worker is dead. Every item that takes longer is worked on
    /// twice at the same time, and may never be done.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: worker
    ///     image: registry.example.com/shop:2.4.1
    ///     env:
    ///       - {name: SQS_VISIBILITY_TIMEOUT, value: "30"}
    ///       - {name: JOB_TIMEOUT, value: "120"}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: worker
    ///     image: registry.example.com/shop:2.4.1
    ///     env:
    ///       - {name: SQS_VISIBILITY_TIMEOUT, value: "180"}
    ///       - {name: JOB_TIMEOUT, value: "120"}
    /// ```
    "visibility-shorter-than-item", Warning, Reliability, Check::Container(check)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let times = times(container, pod);
    // A worker that asks for more time while it works may take as long as it likes.
    if times
        .iter()
        .any(|time| time.words.iter().any(|word| matches!(word.as_str(), "heartbeat" | "extend" | "extension")))
    {
        return;
    }
    let Some(visible) = times.iter().find(|time| says_visible(&time.words)) else { return };
    let Some(item) = times.iter().find(|time| says_item(&time.words) && time.seconds > visible.seconds) else { return };
    out.at(
        visible.place.clone(),
        format!(
            "the queue gives an item away after {} seconds, and the worker may take {}",
            visible.seconds, item.seconds
        ),
    )
    .help(format!("write more than {} seconds", item.seconds))
    .related(&item.place, "the time of an item");
}

fn says_visible(words: &[String]) -> bool {
    let ends = |end: [&str; 2]| words.ends_with(&end.map(str::to_owned));
    ends(["visibility", "timeout"]) || ends(["retry", "after"]) && words.iter().any(|word| word == "queue")
}

fn says_item(words: &[String]) -> bool {
    const ITEMS: [&str; 9] = ["job", "task", "item", "message", "work", "processing", "handler", "execution", "worker"];
    let [.., whose, last] = words else { return false };
    let of_item = ITEMS.contains(&whose.as_str()) && last == "timeout";
    let limit = whose == "time" && last == "limit" && words.iter().any(|word| ITEMS.contains(&word.as_str()));
    (of_item || limit) && !words.iter().any(|word| word == "soft")
}
