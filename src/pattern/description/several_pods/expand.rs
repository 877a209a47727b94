//! From one description to those of each workload.

use super::expanded::Expanded;
use super::values::{is_off, says};
use super::{election, queue, scatter};
use crate::pattern::description::spanned_value::SpannedValue;
use crate::pattern::problem::Problems;
use crate::validity::Release;

/// Rewrites a description; one without such patterns stays as it is.
pub(crate) fn expand(item: &SpannedValue, release: Release, problems: &mut Problems) -> Expanded {
    let mut expanded = Expanded::of(item.clone());
    let asked = |key: &str| item.get(key).filter(|item| !is_off(item));
    let (elects, queues, scatters) = (asked("election"), asked("queue"), asked("scatter"));
    if let (Some(_), Some(second)) = (queues, scatters) {
        let help = "keep one of the two, and describe the other by itself".to_owned();
        problems.add(&second.place, "`queue` beside `scatter`", "a workload does one of them", help);
        return expanded.without_unfinished();
    }
    if let (Some(_), Some(queue), false) = (elects, queues, says(item, "kind")) {
        let help = "add `kind: Deployment`, or `kind: Job`".to_owned();
        problems.add(&queue.place, "`election` beside `queue` leaves the kind open", "which kind?", help);
        return expanded.without_unfinished();
    }
    if let Some(asked) = elects {
        election::expand(&mut expanded, asked, problems);
    }
    if let Some(asked) = queues {
        queue::expand(&mut expanded, asked, problems);
    }
    if let Some(asked) = scatters {
        scatter::expand(&mut expanded, asked, release, problems);
    }
    expanded.without_unfinished()
}
