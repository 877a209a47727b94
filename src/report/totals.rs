//! The numbers of a run in words: what was checked, what was found, and what is not shown.

use crate::lint::{Results, Severity};
use crate::wording::counted;

/// Returns what was checked: `7 objects in 3 files`.
pub(super) fn checked(results: &Results) -> String {
    let unknown = match results.unknown {
        0 => String::new(),
        count => format!(" ({count} of unknown kind, not judged)"),
    };
    let owned = match results.owned {
        0 => String::new(),
        count => format!(" ({count} judged by what made them)"),
    };
    let (objects, files) = (counted(results.objects, "object"), counted(results.files.len(), "file"));
    format!("{objects} in {files}{unknown}{owned}")
}

/// Returns what was found, the worst first: `1 error, 2 warnings`; `None` where nothing was.
pub(super) fn found(results: &Results) -> Option<String> {
    let counts: Vec<String> = Severity::ALL
        .into_iter()
        .rev()
        .map(|severity| (results.count(severity), severity.as_str()))
        .filter(|&(count, _)| count > 0)
        .map(|(count, word)| counted(count, word))
        .collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}

/// Returns what was found and is not shown, with a space in front.
pub(super) fn hidden(results: &Results) -> String {
    let known = results.baseline.as_ref().map(|against| against.known).filter(|&known| known > 0);
    let known = known.map(|known| format!("{known} in the baseline"));
    let unchanged = results.since.as_ref().filter(|since| since.hidden > 0);
    let unchanged = unchanged.map(|since| format!("{} on lines unchanged since {}", since.hidden, since.commit));
    let hidden: Vec<String> = known.into_iter().chain(unchanged).collect();
    if hidden.is_empty() { String::new() } else { format!(" (besides {})", hidden.join(" and ")) }
}
