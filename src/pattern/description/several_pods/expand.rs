//! From one description to those of each workload.

use serde_json::json;

use super::expanded::{Expanded, MainRole};
use super::values::{says, take};
use super::{election, queue, scatter};
use crate::pattern::description::spanned_value::{SpannedValue, Value};
use crate::pattern::problem::Problems;

/// Rewrites a description; one without such patterns stays as it is.
pub(crate) fn expand(item: &SpannedValue, problems: &mut Problems) -> Expanded {
    let mut expanded = Expanded {
        value: item.clone(),
        others: Vec::new(),
        role: MainRole::Leads,
        items: None,
        scale: None,
        numbered: None,
    };
    let asked = |key: &str| item.get(key).filter(|item| !is_off(item));
    let (elects, queues, scatters) = (asked("election"), asked("queue"), asked("scatter"));
    if let (Some(_), Some(second)) = (queues, scatters) {
        let help = "keep one of the two, and describe the other by itself".to_owned();
        problems.add(&second.place, "`queue` beside `scatter`", "a workload does one of them", help);
        return without_unfinished(expanded);
    }
    if let (Some(_), Some(queue), false) = (elects, queues, says(item, "kind")) {
        let help = "add `kind: Deployment`, or `kind: Job`".to_owned();
        problems.add(&queue.place, "`election` beside `queue` leaves the kind open", "which kind?", help);
        return without_unfinished(expanded);
    }
    if let Some(asked) = elects {
        election::expand(&mut expanded, asked, problems);
    }
    if let Some(asked) = queues {
        queue::expand(&mut expanded, asked, problems);
    }
    if let Some(asked) = scatters {
        scatter::expand(&mut expanded, asked, problems);
    }
    without_unfinished(expanded)
}

/// Returns the name of an entry; nothing where the helper is switched off, or was refused.
fn without_unfinished(mut expanded: Expanded) -> Expanded {
    for key in ["election", "queue", "scatter"] {
        if expanded.value.get(key).is_some_and(|asked| !says(asked, "use")) {
            drop(take(&mut expanded.value, key));
        }
    }
    expanded
}

/// `election: false`, or nothing at all.
fn is_off(item: &SpannedValue) -> bool {
    match &item.value {
        Value::Null => true,
        Value::Scalar { json, .. } => *json == json!(false),
        _ => false,
    }
}
